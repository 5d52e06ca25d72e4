"""What Shopee would refuse in a draft, told before anything is sent. Pure functions.

Lengths, ranges and duties come from the channel's own answers (`Reference`); only the
two tiers and their equal arity are rules of the API itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from connectors.contract import (
    AttributeValue,
    ListingDraft,
    LogisticsChannel,
    LogisticsChoice,
    Problem,
    ProblemText,
    Range,
    Reference,
)

MAX_TIERS = 2
MAX_SKU_CHARS = 100

# fmt: off
_ROWS: dict[str, tuple[str, str, str, str, str]] = {
    "title_length": ("title",
        "Tên sản phẩm quá ngắn hoặc quá dài.", "Sửa tên cho đúng số ký tự Shopee cho phép.",
        "The title is too short or too long.", "Give it the number of characters that Shopee allows."),
    "description_length": ("description",
        "Mô tả quá ngắn hoặc quá dài.", "Sửa mô tả cho đúng số ký tự Shopee cho phép.",
        "The description is too short or too long.", "Give it the number of characters that Shopee allows."),
    "image_count": ("images",
        "Số ảnh không đúng quy định.", "Thêm hoặc bớt ảnh của sản phẩm.",
        "The number of pictures is not allowed.", "Add or remove pictures."),
    "price_range": ("price",
        "Giá nằm ngoài khoảng Shopee cho phép.", "Sửa giá bán trên kênh này.",
        "The price is outside of what Shopee allows.", "Change the price on this channel."),
    "stock_range": ("stock",
        "Tồn kho nằm ngoài khoảng Shopee cho phép.", "Sửa tồn kho, hoặc đặt mức trần cho kênh này.",
        "The stock is outside of what Shopee allows.", "Change the stock or set a cap for this channel."),
    "weight_missing": ("weight",
        "Chưa có khối lượng kiện hàng.", "Nhập khối lượng cả bao bì (gam).",
        "The parcel's weight is missing.", "Enter the weight with packing, in grams."),
    "dimensions_missing": ("dimensions",
        "Chưa có kích thước kiện hàng.", "Nhập dài, rộng, cao (cm) của kiện hàng.",
        "The parcel's size is missing.", "Enter length, width and height in cm."),
    "brand_missing": ("brand",
        "Ngành hàng này bắt buộc có thương hiệu.", "Chọn thương hiệu trong danh sách của Shopee.",
        "This category requires a brand.", "Choose one from Shopee's list."),
    "attribute_missing": ("attributes",
        "Thiếu thông tin bắt buộc của ngành hàng.", "Điền thông tin này cho sản phẩm.",
        "A mandatory attribute of the category is missing.", "Fill it in."),
    "attribute_choice": ("attributes",
        "Giá trị không có trong danh sách của Shopee.", "Chọn một giá trị trong danh sách.",
        "The value is not in Shopee's list.", "Choose one of the list."),
    "attribute_count": ("attributes",
        "Chọn quá nhiều giá trị.", "Bớt số giá trị đã chọn.",
        "Too many values are chosen.", "Choose fewer."),
    "days_to_ship_range": ("days_to_ship",
        "Số ngày chuẩn bị hàng không được phép.", "Sửa số ngày theo khoảng Shopee cho phép.",
        "This number of days to ship is not allowed.", "Choose one within Shopee's range."),
    "logistics_missing": ("logistics",
        "Chưa chọn đơn vị vận chuyển nào mà gian hàng đang bật.", "Bật ít nhất một đơn vị vận chuyển cho sản phẩm.",
        "No enabled way of delivery is chosen.", "Enable at least one for the item."),
    "logistics_size": ("logistics",
        "Đơn vị vận chuyển này cần chọn cỡ kiện hàng.", "Chọn cỡ kiện hàng.",
        "This delivery needs a parcel size.", "Choose a size."),
    "logistics_fee": ("logistics",
        "Đơn vị vận chuyển này cần phí do bạn đặt.", "Nhập phí vận chuyển.",
        "This delivery needs a fee set by you.", "Enter the fee."),
    "logistics_weight": ("logistics",
        "Kiện hàng nặng hơn hoặc nhẹ hơn mức của đơn vị vận chuyển.", "Chọn đơn vị khác hoặc sửa khối lượng.",
        "The parcel's weight is outside of this delivery's range.", "Choose another delivery or correct the weight."),
    "sku_missing": ("skus",
        "Sản phẩm không có mặt hàng nào để bán.", "Thêm ít nhất một mặt hàng có mã SKU.",
        "The listing has nothing to sell.", "Add at least one product with an SKU."),
    "sku_length": ("skus",
        "Mã SKU dài quá 100 ký tự.", "Rút ngắn mã SKU.",
        "The SKU is longer than 100 characters.", "Shorten it."),
    "sku_twice": ("skus",
        "Hai mặt hàng trùng mã SKU hoặc trùng phân loại.", "Đặt mã và phân loại khác nhau cho từng mặt hàng.",
        "Two products share an SKU or their options.", "Give each its own."),
    "too_many_tiers": ("variations",
        "Shopee chỉ nhận tối đa hai nhóm phân loại.", "Gộp các nhóm phân loại lại.",
        "Shopee takes at most two variation axes.", "Merge the axes."),
    "options_incomplete": ("variations",
        "Có mặt hàng thiếu giá trị phân loại.", "Điền giá trị cho từng nhóm phân loại.",
        "A product lacks a variation option.", "Fill in one for each axis."),
    "variation_name_length": ("variations",
        "Tên nhóm phân loại quá ngắn hoặc quá dài.", "Sửa tên nhóm phân loại.",
        "A variation's name is too short or too long.", "Change it."),
    "option_name_length": ("variations",
        "Tên phân loại quá ngắn hoặc quá dài.", "Sửa tên phân loại.",
        "An option's name is too short or too long.", "Change it."),
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
            _logistics(draft, reference),
            _skus(draft, reference),
            _variations(draft, reference),
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
    yield from _outside("description_length", "", len(draft.description), limits.description)
    yield from _outside("image_count", "", len(draft.image_ids), limits.images)
    if limits.brand_mandatory and draft.brand is None:
        yield _problem("brand_missing")


def _attributes(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    answers = {value.attribute_id: value for value in draft.attributes}
    nothing = AttributeValue("")
    for question in reference.attributes:
        answer = answers.get(question.id, nothing)
        if question.mandatory and not answer.option_ids and not answer.text:
            yield _problem("attribute_missing", question.name)
        known = {option.id for option in question.options}
        if not known.issuperset(answer.option_ids) or (answer.text and not question.custom):
            yield _problem("attribute_choice", question.name)
        if len(answer.option_ids) + bool(answer.text) > question.max_values:
            yield _problem("attribute_count", question.name)


def _parcel(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    limits = reference.limits
    if limits.weight_mandatory and draft.weight_grams <= 0:
        yield _problem("weight_missing")
    if limits.dimensions_mandatory and draft.dimensions is None:
        yield _problem("dimensions_missing")
    if draft.days_to_ship is not None:
        yield from _outside("days_to_ship_range", "", draft.days_to_ship, limits.days_to_ship)


def _logistics(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    ways = {way.id: way for way in reference.logistics if way.enabled}
    chosen = [(c, ways[c.channel_id]) for c in draft.logistics if c.channel_id in ways]
    if not chosen:
        yield _problem("logistics_missing")
    for choice, way in chosen:
        yield from _way(draft, choice, way)


def _way(draft: ListingDraft, choice: LogisticsChoice, way: LogisticsChannel) -> Iterator[Problem]:
    if way.sizes and choice.size_id not in {size_id for size_id, _ in way.sizes}:
        yield _problem("logistics_size", way.name)
    if way.needs_fee and choice.fee is None:
        yield _problem("logistics_fee", way.name)
    if draft.weight_grams > 0:
        yield from _outside("logistics_weight", way.name, draft.weight_grams, way.weight_grams)


def _skus(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    if not draft.skus:
        yield _problem("sku_missing")
    for sku in draft.skus:
        yield from _outside("price_range", sku.sku, sku.price.dong, reference.limits.price)
        yield from _outside("stock_range", sku.sku, sku.stock, reference.limits.stock)
        if len(sku.sku) > MAX_SKU_CHARS:
            yield _problem("sku_length", sku.sku)
    codes = {sku.sku for sku in draft.skus}
    places = {sku.options for sku in draft.skus}
    if len(codes) < len(draft.skus) or len(places) < len(draft.skus):
        yield _problem("sku_twice")


def _variations(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    limits = reference.limits
    if len(draft.variation_names) > MAX_TIERS:
        yield _problem("too_many_tiers", ", ".join(draft.variation_names))
    for name in draft.variation_names:
        yield from _outside("variation_name_length", name, len(name), limits.variation_name)
    for sku in draft.skus:
        if len(sku.options) != len(draft.variation_names) or not all(sku.options):
            yield _problem("options_incomplete", sku.sku)
    for option in sorted({option for sku in draft.skus for option in sku.options}):
        yield from _outside("option_name_length", option, len(option), limits.option_name)
