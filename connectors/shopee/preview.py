"""What Shopee would refuse in a draft, told before anything is sent. Pure functions.

Lengths, ranges and duties come from the channel's own answers (`Reference`); only the length
of an SKU is a rule of the API itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from connectors.contract import ListingDraft, LogisticsChannel, LogisticsChoice, Problem, ProblemText, Reference
from connectors.contract.drafts import DraftCheck, draft_problems
from connectors.contract.problems import Row

MAX_SKU_CHARS = 100

# fmt: off
_OWN: Mapping[str, Row] = {
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
    "sku_length": ("skus",
        "Mã SKU dài quá 100 ký tự.", "Rút ngắn mã SKU.",
        "The SKU is longer than 100 characters.", "Shorten it."),
    "variation_name_length": ("variations",
        "Tên nhóm phân loại quá ngắn hoặc quá dài.", "Sửa tên nhóm phân loại.",
        "A variation's name is too short or too long.", "Change it."),
    "option_name_length": ("variations",
        "Tên phân loại quá ngắn hoặc quá dài.", "Sửa tên phân loại.",
        "An option's name is too short or too long.", "Change it."),
}
# fmt: on

DRAFT_PROBLEMS: dict[str, ProblemText] = draft_problems("Shopee", _OWN)


def problems_of(draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
    """Everything that is wrong with a draft, in the order of the form."""
    check = DraftCheck(draft, reference, DRAFT_PROBLEMS)
    return tuple(
        chain(
            check.content(),
            check.attributes(),
            check.parcel(),
            _days_to_ship(check),
            _logistics(check),
            check.skus(),
            _sku_lengths(check),
            check.variations(),
            _names(check),
        )
    )


def _days_to_ship(check: DraftCheck) -> Iterator[Problem]:
    days = check.draft.days_to_ship
    if days is not None:
        yield from check.outside("days_to_ship_range", "", days, check.reference.limits.days_to_ship)


def _logistics(check: DraftCheck) -> Iterator[Problem]:
    ways = {way.id: way for way in check.reference.logistics if way.enabled}
    chosen = [(c, ways[c.channel_id]) for c in check.draft.logistics if c.channel_id in ways]
    if not chosen:
        yield check.problem("logistics_missing")
    for choice, way in chosen:
        yield from _way(check, choice, way)


def _way(check: DraftCheck, choice: LogisticsChoice, way: LogisticsChannel) -> Iterator[Problem]:
    if way.sizes and choice.size_id not in {size_id for size_id, _ in way.sizes}:
        yield check.problem("logistics_size", way.name)
    if way.needs_fee and choice.fee is None:
        yield check.problem("logistics_fee", way.name)
    if check.draft.weight_grams > 0:
        yield from check.outside("logistics_weight", way.name, check.draft.weight_grams, way.weight_grams)


def _sku_lengths(check: DraftCheck) -> Iterator[Problem]:
    for sku in check.draft.skus:
        if len(sku.sku) > MAX_SKU_CHARS:
            yield check.problem("sku_length", sku.sku)


def _names(check: DraftCheck) -> Iterator[Problem]:
    limits = check.reference.limits
    for name in check.draft.variation_names:
        yield from check.outside("variation_name_length", name, len(name), limits.variation_name)
    for option in sorted({option for sku in check.draft.skus for option in sku.options}):
        yield from check.outside("option_name_length", option, len(option), limits.option_name)
