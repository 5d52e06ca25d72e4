"""What any channel would refuse in a draft by its own reference data, told before anything is sent.

A channel adds the rules of its API to these. Pure functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from connectors.contract.listings import AttributeValue, ListingDraft
from connectors.contract.problems import Row
from connectors.contract.reference import Range, Reference
from connectors.contract.results import Problem, ProblemText

# A table is read by rows: the formatter would give each sentence a line of its own.
# fmt: off
_ROWS: Mapping[str, Row] = {
    "title_length": ("title",
        "Chưa có tên, hoặc tên sản phẩm quá ngắn hay quá dài.", "Sửa tên cho đúng số ký tự {channel} cho phép.",
        "The title is missing, too short or too long.", "Give it the number of characters that {channel} allows."),
    "description_length": ("description",
        "Mô tả quá ngắn hoặc quá dài.", "Sửa mô tả cho đúng số ký tự {channel} cho phép.",
        "The description is too short or too long.", "Give it the number of characters that {channel} allows."),
    "image_count": ("images",
        "Số ảnh không đúng quy định của {channel}.", "Thêm hoặc bớt ảnh của sản phẩm.",
        "The number of pictures is not what {channel} allows.", "Add or remove pictures."),
    "brand_missing": ("brand",
        "Ngành hàng này bắt buộc có thương hiệu.", "Chọn thương hiệu trong danh sách của {channel}.",
        "This category requires a brand.", "Choose one from {channel}'s list."),
    "attribute_missing": ("attributes",
        "Thiếu thông tin bắt buộc của ngành hàng.", "Mở tin đăng, điền ở phần “Thông tin ngành hàng yêu cầu”.",
        "A mandatory attribute of the category is missing.", "Open the listing and answer what the category asks."),
    "attribute_choice": ("attributes",
        "Giá trị không có trong danh sách của {channel}.", "Chọn một giá trị trong danh sách.",
        "The value is not in {channel}'s list.", "Choose one of the list."),
    "attribute_count": ("attributes",
        "Chọn quá nhiều giá trị.", "Bớt số giá trị đã chọn.",
        "Too many values are chosen.", "Choose fewer."),
    "weight_missing": ("weight",
        "Chưa có khối lượng kiện hàng.", "Nhập khối lượng cả bao bì (gam).",
        "The parcel's weight is missing.", "Enter the weight with packing, in grams."),
    "dimensions_missing": ("dimensions",
        "Chưa có kích thước kiện hàng.", "Nhập dài, rộng, cao (cm) của kiện hàng.",
        "The parcel's size is missing.", "Enter length, width and height in cm."),
    "sku_missing": ("skus",
        "Sản phẩm không có mặt hàng nào để bán.", "Thêm ít nhất một mặt hàng có mã SKU.",
        "The listing has nothing to sell.", "Add at least one product with an SKU."),
    "sku_repeated": ("skus",
        "Hai mặt hàng trùng mã SKU hoặc trùng phân loại.", "Đặt mã và phân loại khác nhau cho từng mặt hàng.",
        "Two products share an SKU or their options.", "Give each its own."),
    "price_range": ("price",
        "Giá nằm ngoài khoảng {channel} cho phép.", "Sửa giá bán trên kênh này.",
        "The price is outside of what {channel} allows.", "Change the price on this channel."),
    "stock_range": ("stock",
        "Tồn kho nằm ngoài khoảng {channel} cho phép.", "Sửa tồn kho, hoặc đặt mức trần cho kênh này.",
        "The stock is outside of what {channel} allows.", "Change the stock or set a cap for this channel."),
    "too_many_axes": ("variations",
        "{channel} chỉ nhận tối đa hai nhóm phân loại.", "Gộp các nhóm phân loại lại.",
        "{channel} takes at most two variation axes.", "Merge the axes."),
    "options_incomplete": ("variations",
        "Có mặt hàng thiếu giá trị phân loại.", "Điền giá trị cho từng nhóm phân loại.",
        "A product lacks a variation option.", "Fill in one for each axis."),
}
# fmt: on

MAX_AXES = 2


def draft_problems(channel: str, own: Mapping[str, Row] | None = None) -> dict[str, ProblemText]:
    """The texts in the name of a channel, with those for its own rules."""
    rows = {code: [part.format(channel=channel) for part in row] for code, row in _ROWS.items()}
    return {code: ProblemText(*row) for code, row in [*rows.items(), *(own or {}).items()]}


class DraftCheck:
    """One draft against what its category says; each part in the order of the form. `texts` are `draft_problems`."""

    def __init__(self, draft: ListingDraft, reference: Reference, texts: Mapping[str, ProblemText]) -> None:
        self.draft, self.reference, self.texts = draft, reference, texts

    def problem(self, code: str, detail: str = "") -> Problem:
        return self.texts[code].problem(code, detail)

    def outside(self, code: str, what: str, value: int, allowed: Range) -> Iterator[Problem]:
        """`what` names the part that is meant, where there are several."""
        if not allowed.holds(value):
            low = "" if allowed.low is None else allowed.low
            high = "" if allowed.high is None else allowed.high
            yield self.problem(code, f"{what}: {value} ({low}–{high})" if what else f"{value} ({low}–{high})")

    def content(self) -> Iterator[Problem]:
        draft, limits = self.draft, self.reference.limits
        yield from self.outside("title_length", "", len(draft.title), limits.title)
        yield from self.outside("description_length", "", len(draft.description), limits.description)
        yield from self.outside("image_count", "", len(draft.image_ids), limits.images)
        if limits.brand_mandatory and draft.brand is None:
            yield self.problem("brand_missing")

    def attributes(self, answered: Collection[str] = ()) -> Iterator[Problem]:
        """`answered` are the questions that something else answers: the options of the SKUs."""
        answers = {value.attribute_id: value for value in self.draft.attributes}
        for question in self.reference.attributes:
            answer = answers.get(question.id, AttributeValue(""))
            missing = not answer.option_ids and not answer.text and question.id not in answered
            if question.mandatory and missing:
                yield self.problem("attribute_missing", question.name)
            known = {option.id for option in question.options}
            if not known.issuperset(answer.option_ids) or (answer.text and not question.custom):
                yield self.problem("attribute_choice", question.name)
            if len(answer.option_ids) + bool(answer.text) > question.max_values:
                yield self.problem("attribute_count", question.name)

    def parcel(self) -> Iterator[Problem]:
        limits = self.reference.limits
        if limits.weight_mandatory and self.draft.weight_grams <= 0:
            yield self.problem("weight_missing")
        if limits.dimensions_mandatory and self.draft.dimensions is None:
            yield self.problem("dimensions_missing")

    def skus(self) -> Iterator[Problem]:
        draft, limits = self.draft, self.reference.limits
        if not draft.skus:
            yield self.problem("sku_missing")
        for sku in draft.skus:
            yield from self.outside("price_range", sku.sku, sku.price.dong, limits.price)
            yield from self.outside("stock_range", sku.sku, sku.stock, limits.stock)
        codes = {sku.sku for sku in draft.skus}
        places = {sku.options for sku in draft.skus}
        if len(codes) < len(draft.skus) or len(places) < len(draft.skus):
            yield self.problem("sku_repeated")

    def variations(self) -> Iterator[Problem]:
        draft = self.draft
        if len(draft.variation_names) > MAX_AXES:
            yield self.problem("too_many_axes", ", ".join(draft.variation_names))
        for sku in draft.skus:
            if len(sku.options) != len(draft.variation_names) or not all(sku.options):
                yield self.problem("options_incomplete", sku.sku)
