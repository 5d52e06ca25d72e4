"""The plan of an account in words: what would be sent now, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from connectors.foreseeing import MOST_TOLD, Foresight, foresee
from connectors.models import ChannelAccount, Listing, ListingSku
from connectors.plan import Aspect, Row, Write, plain_price
from connectors.status import refused_before

from . import showing
from .access import accounts_for

TITLES = {
    Aspect.STOCK: gettext_lazy("Stock"),
    Aspect.PRICE: gettext_lazy("Price"),
    Aspect.CONTENT: gettext_lazy("Text and pictures"),
    Aspect.VISIBILITY: gettext_lazy("Shown on the channel"),
}
PARTS = {
    "description": gettext_lazy("description"),
    "category": gettext_lazy("category"),
    "attributes": gettext_lazy("answers to the category's questions"),
    "weight": gettext_lazy("parcel weight"),
    "dimensions": gettext_lazy("parcel size"),
    "skus": gettext_lazy("sizes for sale"),
}
"""Parts of a listing of which the plan only says that they change."""


class Plan(View):
    """What a visit would send now, page by page, and what waits for another try. Sends nothing, writes nothing."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account: ChannelAccount = get_object_or_404(accounts_for(request.user), pk=pk)
        given = request.GET.get("p", "")
        number = max(int(given), 1) if given.isdecimal() and len(given) < 7 else 1
        found = foresee(account, timezone.now(), start=(number - 1) * MOST_TOLD)
        context = {
            "title": _("What would be sent: %(shop)s") % {"shop": account},
            "account": account,
            "found": found,
            "counts": in_words(found.counts),
            "groups": _groups(found),
            "waits": _waits(found),
            "uncompared": unread_words(found.unread) if found.unread else "",
            "more_waits": found.waiting - len(found.waits),
            "held_back": _held_back(found),
            "more_held_back": found.refusals - len(found.refused),
            "number": number,
            "pages": -(-found.total // MOST_TOLD),
            **_troubled(account),
        }
        return self.show(request, "plan", context)


def in_words(counts: Mapping[Aspect, int]) -> str:
    """“2 stock figures, 12 prices”"""
    words = {
        Aspect.STOCK: ngettext("%(n)s stock figure", "%(n)s stock figures", counts[Aspect.STOCK]),
        Aspect.PRICE: ngettext("%(n)s price", "%(n)s prices", counts[Aspect.PRICE]),
        Aspect.CONTENT: ngettext(
            "text or pictures of %(n)s listing", "text or pictures of %(n)s listings", counts[Aspect.CONTENT]
        ),
        Aspect.VISIBILITY: ngettext(
            "%(n)s listing shown or hidden", "%(n)s listings shown or hidden", counts[Aspect.VISIBILITY]
        ),
    }
    return ", ".join(words[aspect] % {"n": counts[aspect]} for aspect in Aspect if counts[aspect])


def saving_words(account: ChannelAccount, found: Foresight, same: int = 0) -> list[str]:
    """How many writes saving makes, in sentences; `same` listings stay as they are."""
    if found.total:
        words = ngettext(
            "Saving this makes %(n)s change on the channel: %(what)s.",
            "Saving this makes %(n)s changes on the channel: %(what)s.",
            found.total,
        )
        said = [words % {"n": found.total, "what": in_words(found.counts)}]
    else:
        said = [_("Saving this changes nothing on the channel.")]
    if same:
        words = ngettext("%(n)s listing stays as it is.", "%(n)s listings stay as they are.", same)
        said.append(words % {"n": same})
    if found.waiting:
        words = ngettext("%(n)s more waits for another try.", "%(n)s more wait for another try.", found.waiting)
        said.append(words % {"n": found.waiting})
    if found.refusals:
        words = ngettext(
            "%(n)s listing would be refused as it is.", "%(n)s listings would be refused as they are.", found.refusals
        )
        said.append(words % {"n": found.refusals})
    if found.unread:
        said.append(unread_words(found.unread))
    if not account.is_connected:
        said.append(_("This shop stands still now: nothing goes out before it goes on."))
    return said


def unread_words(n: int) -> str:
    words = ngettext(
        "The text of %(n)s more listing is compared only when it is sent.",
        "The text of %(n)s more listings is compared only when it is sent.",
        n,
    )
    return words % {"n": n}


def _groups(found: Foresight) -> list[dict[str, Any]]:
    """The writes by aspect."""
    rows = _told(found.writes)
    return [
        {"title": TITLES[aspect], "count": found.counts[aspect], "rows": list(group)}
        for aspect, group in groupby(rows, key=lambda row: row["aspect"])
    ]


def _waits(found: Foresight) -> list[dict[str, Any]]:
    rows = _told([wait.write for wait in found.waits])
    pairs = zip(rows, found.waits, strict=True)
    return [{**row, "until": wait.until, "because": wait.because} for row, wait in pairs]


def _held_back(found: Foresight) -> list[dict[str, Any]]:
    titles = _titles(found.refused)
    return [
        {"title": titles[False, row.key], "listing": row.listing, "sku": row.label, "because": row.refusal}
        for row in found.refused
    ]


def _told(writes: Collection[Write]) -> list[dict[str, Any]]:
    titles = _titles([write.row for write in writes])
    return [
        {
            "aspect": write.row.aspect,
            "name": TITLES[write.row.aspect],
            "title": titles[write.row.aspect in (Aspect.STOCK, Aspect.PRICE), write.row.key],
            "listing": write.row.listing,
            "sku": write.row.label,
            "changes": changes(write.row),
            "why": write.row.reason,
        }
        for write in writes
    ]


def _titles(rows: Collection[Row]) -> dict[tuple[bool, int], str]:
    """By whether it is a SKU's row, and its key: one query for SKUs, one for listings."""
    keys: dict[bool, set[int]] = {True: set(), False: set()}
    for row in rows:
        keys[row.aspect in (Aspect.STOCK, Aspect.PRICE)].add(row.key)
    skus = ListingSku.objects.filter(pk__in=keys[True]).select_related("record__product__parent")
    listings = Listing.objects.filter(pk__in=keys[False]).select_related("product")
    return {(True, sku.pk): _variant(sku.record.product) for sku in skus} | {
        (False, listing.pk): listing.product.get_title() for listing in listings
    }


def _variant(product) -> str:
    """A size beside the name of its family, unless it says it itself."""
    title = product.get_title()
    family = product.parent.get_title() if product.is_child else ""
    return title if title.startswith(family) else f"{family} · {title}"


def changes(row: Row) -> list[dict[str, str]]:
    """What was there, where that is known, and what will be: in đồng, units or words."""
    if row.aspect == Aspect.STOCK:
        return [{"was": _units(row.was), "will": _units(row.wanted)}]
    if row.aspect == Aspect.PRICE:
        return _price_changes(row)
    if row.aspect == Aspect.VISIBILITY:
        words = {True: _("on sale there"), False: _("hidden there"), None: _("nobody knows")}
        return [{"was": words[row.was], "will": words[row.wanted]}]
    return _content_changes(row)


def _units(n: int | None) -> str:
    return "" if n is None else ngettext("%(n)s unit", "%(n)s units", n) % {"n": n}


def _price_changes(row: Row) -> list[dict[str, str]]:
    was, will = plain_price(row.was), plain_price(row.wanted)
    found = [{"was": showing.figure("price", was) or "", "will": showing.figure("price", will) or ""}]
    sales = [one.get("sale") if isinstance(one, Mapping) else None for one in (row.was, row.wanted)]
    if sales[0] != sales[1]:
        before, after = (showing.figure("sale", sale) or _("none") for sale in sales)
        found = found if was != will else []
        found.append({"what": _("Sale price"), "was": before, "will": after})
    return found


def _content_changes(row: Row) -> list[dict[str, str]]:
    """Which parts of a listing change; a long text is only named."""
    was, will = row.sent, row.wanted
    if was is None:
        return [{"was": "", "will": _("a new listing with its text, pictures, prices and stock")}]
    found = []
    if was["title"] != will["title"]:
        found.append({"what": _("Title"), "was": was["title"] or "", "will": will["title"]})
    if was["star"] != will["star"]:
        found.append({"what": _("Stars"), "was": _stars(was["star"]), "will": _stars(will["star"])})
    if was["images"] != will["images"]:
        found.append({"what": _("Pictures"), "was": _pictures(was["images"]), "will": _pictures(will["images"])})
    others = [str(words) for name, words in PARTS.items() if was[name] != will[name]]
    if others:
        found.append({"was": "", "will": _("changed: %(parts)s") % {"parts": ", ".join(others)}})
    return found or [{"was": "", "will": _("the same once more: nobody knows whether the last edit arrived")}]


def _stars(star: int | None) -> str:
    return f"{star} ★" if star else _("none")


def _pictures(hashes: Collection[str] | None) -> str:
    n = len(hashes or ())
    return ngettext("%(n)s picture", "%(n)s pictures", n) % {"n": n}


def _troubled(account: ChannelAccount) -> dict[str, int]:
    """Listings that no plan mends: what was refused and rests, and what differs there."""
    return {"refused": refused_before(account).count(), "differing": account.listings.exclude(drift={}).count()}
