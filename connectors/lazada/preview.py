"""What Lazada would refuse in a draft, told before anything is sent. Pure functions.

What a category asks comes from `Reference`; forbidden characters, bytes of the title, weight
and size of a parcel are rules of the API itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from connectors.contract import AttributeValue, ListingDraft, Problem, ProblemText, Range, Reference
from connectors.lazada.drafts import SALE_PROPERTY
from connectors.lazada.problems import problem

MAX_TITLE_BYTES = 255
MAX_GRAMS = 40_000
MAX_SUM_CM = 300
MAX_AXES = 2
FORBIDDEN = frozenset('"^~<>|')

# fmt: off
_ROWS: dict[str, tuple[str, str, str, str, str]] = {
    "title_length": ("title",
        "Chưa có tên, hoặc tên sản phẩm quá dài.", "Sửa tên cho đúng số ký tự Lazada cho phép.",
        "The title is missing or too long.", "Give it the number of characters that Lazada allows."),
    "description_length": ("description",
        "Mô tả quá dài.", "Rút ngắn mô tả cho đúng số ký tự Lazada cho phép.",
        "The description is too long.", "Shorten it to what Lazada allows."),
    "image_count": ("images",
        "Số ảnh không đúng quy định.", "Thêm hoặc bớt ảnh: Lazada nhận từ 1 đến 8 ảnh.",
        "The number of pictures is not allowed.", "Add or remove pictures: Lazada takes 1 to 8."),
    "price_range": ("price",
        "Giá nằm ngoài khoảng Lazada cho phép.", "Sửa giá bán trên kênh này.",
        "The price is outside of what Lazada allows.", "Change the price on this channel."),
    "stock_range": ("stock",
        "Tồn kho nằm ngoài khoảng Lazada cho phép.", "Sửa tồn kho, hoặc đặt mức trần cho kênh này.",
        "The stock is outside of what Lazada allows.", "Change the stock or set a cap for this channel."),
    "weight_missing": ("weight",
        "Chưa có khối lượng kiện hàng.", "Nhập khối lượng cả bao bì (gam).",
        "The parcel's weight is missing.", "Enter the weight with packing, in grams."),
    "dimensions_missing": ("dimensions",
        "Chưa có kích thước kiện hàng.", "Nhập dài, rộng, cao (cm) của kiện hàng.",
        "The parcel's size is missing.", "Enter length, width and height in cm."),
    "attribute_count": ("attributes",
        "Chọn quá nhiều giá trị.", "Bớt số giá trị đã chọn.",
        "Too many values are chosen.", "Choose fewer."),
    "sku_missing": ("skus",
        "Sản phẩm không có mặt hàng nào để bán.", "Thêm ít nhất một mặt hàng có mã SKU.",
        "The listing has nothing to sell.", "Add at least one product with an SKU."),
    "sku_repeated": ("skus",
        "Hai mặt hàng trùng mã SKU hoặc trùng phân loại.", "Đặt mã và phân loại khác nhau cho từng mặt hàng.",
        "Two products share an SKU or their options.", "Give each its own."),
    "too_many_axes": ("variations",
        "Chỉ dùng được tối đa hai nhóm phân loại.", "Gộp các nhóm phân loại lại.",
        "At most two variation axes can be used.", "Merge the axes."),
    "options_incomplete": ("variations",
        "Có mặt hàng thiếu giá trị phân loại.", "Điền giá trị cho từng nhóm phân loại.",
        "A product lacks a variation option.", "Fill in one for each axis."),
}
# fmt: on

DRAFT_PROBLEMS: dict[str, ProblemText] = {code: ProblemText(*row) for code, row in _ROWS.items()}


def problems_of(draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
    """Everything that is wrong with a draft, in the order of the form."""
    return tuple(
        chain(
            _content(draft, reference),
            _attributes(draft, reference),
            _parcel(draft, reference),
            _skus(draft, reference),
            _variations(draft),
        )
    )


def _problem(code: str, detail: str = "") -> Problem:
    return DRAFT_PROBLEMS[code].problem(code, detail)


def _outside(code: str, what: str, value: int, allowed: Range) -> Iterator[Problem]:
    if not allowed.holds(value):
        low = "" if allowed.low is None else allowed.low
        high = "" if allowed.high is None else allowed.high
        yield _problem(code, f"{what}: {value} ({low}–{high})" if what else f"{value} ({low}–{high})")


def _content(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    limits = reference.limits
    yield from _outside("title_length", "", len(draft.title), limits.title)
    size = len(draft.title.encode())
    if limits.title.holds(len(draft.title)) and size > MAX_TITLE_BYTES:
        yield problem("title_too_long", f"{size} > {MAX_TITLE_BYTES}")
    if wrong := sorted(FORBIDDEN & set(draft.title)):
        yield problem("characters_forbidden", " ".join(wrong))
    yield from _outside("description_length", "", len(draft.description), limits.description)
    yield from _outside("image_count", "", len(draft.image_ids), limits.images)


def _attributes(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    answers = {value.attribute_id: value for value in draft.attributes}
    axes = {SALE_PROPERTY + name for name in draft.variation_names}
    for question in reference.attributes:
        answer = answers.get(question.id, AttributeValue(""))
        missing = not answer.option_ids and not answer.text and question.id not in axes
        if question.mandatory and missing:
            yield problem("attribute_missing", question.name)
        known = {option.id for option in question.options}
        if not known.issuperset(answer.option_ids) or (answer.text and not question.custom):
            yield problem("attribute_choice", question.name)
        if len(answer.option_ids) + bool(answer.text) > question.max_values:
            yield _problem("attribute_count", question.name)


def _parcel(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    if reference.limits.weight_mandatory and draft.weight_grams <= 0:
        yield _problem("weight_missing")
    if draft.weight_grams > MAX_GRAMS:
        yield problem("parcel_too_heavy", f"{draft.weight_grams} g")
    size = draft.dimensions
    if size is None and reference.limits.dimensions_mandatory:
        yield _problem("dimensions_missing")
    if size and size.length + size.width + size.height > MAX_SUM_CM:
        yield problem("parcel_too_large", f"{size.length} + {size.width} + {size.height} cm")


def _skus(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    if not draft.skus:
        yield _problem("sku_missing")
    for sku in draft.skus:
        yield from _outside("price_range", sku.sku, sku.price.dong, reference.limits.price)
        yield from _outside("stock_range", sku.sku, sku.stock, reference.limits.stock)
        if sku.sale and (sku.sale.price >= sku.price or sku.sale.ends <= sku.sale.starts):
            yield problem("sale_price_wrong", sku.sku)
    with_image = [bool(sku.image_id) for sku in draft.skus]
    if any(with_image) and not all(with_image):
        yield problem("image_sku")
    codes = {sku.sku for sku in draft.skus}
    places = {sku.options for sku in draft.skus}
    if len(codes) < len(draft.skus) or len(places) < len(draft.skus):
        yield _problem("sku_repeated")


def _variations(draft: ListingDraft) -> Iterator[Problem]:
    if len(draft.variation_names) > MAX_AXES:
        yield _problem("too_many_axes", ", ".join(draft.variation_names))
    for sku in draft.skus:
        if len(sku.options) != len(draft.variation_names) or not all(sku.options):
            yield _problem("options_incomplete", sku.sku)
