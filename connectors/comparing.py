"""What the channel holds against what it took from us: drift, stock sold meanwhile, and its judgement on a listing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .contract import ListingState, Problem, RemoteListing, RemoteSale, RemoteSku
from .fates import card
from .holding import Held
from .models import Fate, Listing, ListingSku
from .plan import Sale
from .visiting import Visit

REVIEW_REFUSED = "review_refused"
DEMOTED = "demoted"
JUDGED = (REVIEW_REFUSED, DEMOTED)


def undecided() -> Q:
    """Listings of which the channel may say something else any moment: looked at again in every visit."""
    return Q(remote_state__in=(ListingState.REVIEWING, ListingState.BANNED)) | Q(content_problem__code__in=JUDGED)


def kept_judgement(listing: Listing) -> dict[str, Any]:
    """What the channel holds against a listing outlasts an edit that it takes: only a look there ends it."""
    if listing.content_problem.get("code") not in JUDGED:
        return {}
    return {"content_state": listing.content_state, "content_problem": listing.content_problem}


def compare(held: Held, found: Sequence[RemoteListing], visit: Visit) -> None:
    """Record how listings were read back. `drift` names what differs, with what is there."""
    if not found:
        return
    there = {remote.ref.item_id: remote for remote in found}
    known = Prefetch("skus", ListingSku.objects.filter(is_there=True), to_attr="known_skus")
    with held.recording():
        for listing in held.account.listings.filter(item_id__in=there).prefetch_related(known):
            _compare(held, listing, there[listing.item_id], visit)


def _compare(held: Held, listing: Listing, remote: RemoteListing, visit: Visit) -> None:
    drift: dict[str, Any] = {}
    if listing.content_state == Fate.DONE:
        for name, there in (("title", remote.title), ("description", remote.description)):
            if listing.sent.get(name) not in (None, there):
                drift[name] = there
    by_model = {sku.ref.model_id: sku for sku in remote.skus}
    for sku in listing.known_skus:
        if there := by_model.get(sku.model_id):
            _note_promotion(sku, there)
            _compare_stock(sku, there, drift, visit)
            _compare_price(sku, there, drift, held.clock())
    values = {"remote_state": remote.state.value, "drift": drift} | _judgement(listing, remote)
    if any(getattr(listing, name) != value for name, value in values.items()):
        Listing.objects.filter(pk=listing.pk).update(**values)
    visit.drift += [f"{listing.item_sku}: {name}" for name in drift]


def _compare_stock(sku: ListingSku, there: RemoteSku, drift: dict[str, Any], visit: Visit) -> None:
    if sku.reserved != there.reserved:
        ListingSku.objects.filter(pk=sku.pk).update(
            reserved=there.reserved, stock_revision=sku.stock_revision + 1, stock_not_before=None
        )
    if sku.stock_state == Fate.DONE and sku.stock_sent is not None and there.stock != sku.stock_sent:
        if there.stock < sku.stock_sent and not visit.sold_meanwhile:
            visit.sold_meanwhile = True
        else:
            drift[f"stock {sku.sku}"] = there.stock


def _note_promotion(sku: ListingSku, there: RemoteSku) -> None:
    """What the seller made on the channel itself: no drift, it stays hers."""
    promotion = _as_dict(there.promotion) or {}
    if sku.promotion != promotion:
        ListingSku.objects.filter(pk=sku.pk).update(promotion=promotion)


def _compare_price(sku: ListingSku, there: RemoteSku, drift: dict[str, Any], now: datetime) -> None:
    if sku.price_state != Fate.DONE or sku.price_sent is None:
        return
    if there.price and there.price.dong != sku.price_sent:
        drift[f"price {sku.sku}"] = there.price.dong
    ours, theirs = _sale_sent(sku, now), _sale_there(there, now)
    if not _same(ours, theirs):
        drift[f"sale {sku.sku}"] = _as_dict(theirs)


def _sale_sent(sku: ListingSku, now: datetime) -> Sale | None:
    sale = Sale.from_dict(sku.sale_sent) if sku.sale_sent else None
    return sale if sale and sale.ends > now else None


def _sale_there(there: RemoteSku, now: datetime) -> RemoteSale | None:
    """The sale that the seller's programs keep there, unless it is over."""
    sale = there.sale
    return sale if sale and (sale.ends is None or sale.ends > now) else None


def _same(ours: Sale | None, theirs: RemoteSale | None) -> bool:
    """To the second, as it travels; an end that the channel does not tell is not judged."""
    if ours is None or theirs is None:
        return ours is theirs
    ends = ((ours.starts, theirs.starts), (ours.ends, theirs.ends))
    return ours.price == theirs.price.dong and all(
        there is None or there == here.replace(microsecond=0) for here, there in ends
    )


def _as_dict(sale: RemoteSale | None) -> dict[str, Any] | None:
    if sale is None:
        return None
    starts, ends = (moment.isoformat() if moment else None for moment in (sale.starts, sale.ends))
    return {"price": sale.price.dong, "from": starts, "until": ends}


def _judgement(listing: Listing, remote: RemoteListing) -> dict[str, Any]:
    """The channel's own look at a listing, which comes after the edit was taken: refused, or shown lower, until the
    next edit passes."""
    was_judged = listing.content_problem.get("code") in JUDGED
    if not (was_judged or listing.content_state == Fate.DONE):
        return {}
    problem = _held_against(remote)
    if problem is None and not was_judged:
        return {}
    is_refused = problem is not None and problem.code == REVIEW_REFUSED
    return {"content_state": Fate.REFUSED if is_refused else Fate.DONE, "content_problem": card(problem)}


def _held_against(remote: RemoteListing) -> Problem | None:
    if remote.state is ListingState.BANNED:
        code, message = REVIEW_REFUSED, _("The channel's review refused this listing.")
    elif remote.demoted:
        code, message = DEMOTED, _("The channel shows this listing lower than others in its search.")
    else:
        return None
    remedy = _("Change what the reason names and save; it is then sent and reviewed again.")
    if remote.mend_by:
        at = f"{timezone.localtime(remote.mend_by):%H:%M %d/%m/%Y}"
        remedy += " " + _("The channel gives you until %(at)s.") % {"at": at}
    return Problem("description", code, message, remedy, remote.reason)
