"""What Lazada would refuse in a draft, told before anything is sent. Pure functions.

What a category asks comes from `Reference`; forbidden characters, bytes of the title, weight
and size of a parcel are rules of the API itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from connectors.contract import ListingDraft, Problem, ProblemText, Reference
from connectors.contract.drafts import DraftCheck, draft_problems
from connectors.lazada.drafts import SALE_PROPERTY
from connectors.lazada.problems import problem

MAX_TITLE_BYTES = 255
MAX_GRAMS = 40_000
MAX_SUM_CM = 300
FORBIDDEN = frozenset('"^~<>|')

DRAFT_PROBLEMS: dict[str, ProblemText] = draft_problems("Lazada")


def problems_of(draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
    """Everything that is wrong with a draft, in the order of the form."""
    check = DraftCheck(draft, reference, DRAFT_PROBLEMS)
    axes = {SALE_PROPERTY + name for name in draft.variation_names}
    return tuple(
        chain(
            check.content(),
            _title(draft, reference),
            check.attributes(axes),
            check.parcel(),
            _parcel(draft),
            check.skus(),
            _sales(draft),
            _sku_images(draft),
            check.variations(),
        )
    )


def _title(draft: ListingDraft, reference: Reference) -> Iterator[Problem]:
    size = len(draft.title.encode())
    if reference.limits.title.holds(len(draft.title)) and size > MAX_TITLE_BYTES:
        yield problem("title_too_long", f"{size} > {MAX_TITLE_BYTES}")
    if wrong := sorted(FORBIDDEN & set(draft.title)):
        yield problem("characters_forbidden", " ".join(wrong))


def _parcel(draft: ListingDraft) -> Iterator[Problem]:
    if draft.weight_grams > MAX_GRAMS:
        yield problem("parcel_too_heavy", f"{draft.weight_grams} g")
    size = draft.dimensions
    if size and size.length + size.width + size.height > MAX_SUM_CM:
        yield problem("parcel_too_large", f"{size.length} + {size.width} + {size.height} cm")


def _sales(draft: ListingDraft) -> Iterator[Problem]:
    for sku in draft.skus:
        if sku.sale and (sku.sale.price >= sku.price or sku.sale.ends <= sku.sale.starts):
            yield problem("sale_price_wrong", sku.sku)


def _sku_images(draft: ListingDraft) -> Iterator[Problem]:
    with_image = [bool(sku.image_id) for sku in draft.skus]
    if any(with_image) and not all(with_image):
        yield problem("image_sku")
