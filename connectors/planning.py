"""Reads the rows that are due and makes the plan of one account: the same for the dry run and for the visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .configuring import offline_connector
from .contract import Problem, Reference
from .drafting import Draft, make_draft
from .fates import in_words
from .models import ChannelAccount, Listing, ListingSku
from .models.listings import resting, ripe
from .pacing import Rests
from .plan import Aspect, Plan, PriceTerms, Row, Sale, StockTerms, Wait, Write, offer, plan, write_of
from .reading import known_reference
from .terms import price_terms, short_records, stock_terms

STAR_GRACE = timedelta(minutes=30)
AT_ONCE = 50
"""SKUs that are read together."""
LONG = ("listing__sent", "listing__drift", "listing__attributes", "record__product__description")
"""Columns that no level needs."""


Which = Callable[[str, datetime], Q]
"""`ripe` or `resting`: the rows that a visit takes up, or those that it leaves out."""


def plan_account(account: ChannelAccount, now: datetime) -> Plan:
    """Every write that a visit would make now, and those that wait. Sends nothing, writes nothing."""
    found, later = plan(account_rows(account, now)), plan(account_rows(account, now, resting)).writes
    waiting = waits(account, later, now)
    if until := Rests(account.rests).whole_shop(now):
        waiting = [*(_wait(write, until, account.problem) for write in found.writes), *waiting]
        found = replace(found, writes=())
    return replace(found, waiting=tuple(waiting))


def account_rows(
    account: ChannelAccount, now: datetime, which: Which = ripe, most_drafts: int | None = None
) -> Iterator[Row]:
    """All that has to be looked at, in the order of a visit; of so many listings the text. An edit shows and hides."""
    yield from level_rows(account, Aspect.STOCK, now, which=which)
    yield from level_rows(account, Aspect.PRICE, now, which=which)
    edited = set()
    for row in content_rows(account, now, which, most_drafts):
        if write_of(row):
            edited.add(row.listing)
        yield row
    yield from (row for row in visibility_rows(account, now, which) if row.listing not in edited)


def waits(account: ChannelAccount, writes: Sequence[Write], now: datetime) -> list[Wait]:
    """In the order of the writes; each aspect of them is read in one query."""
    found: dict[tuple[Aspect, int], Wait] = {}
    for aspect in Aspect:
        mine = {write.row.key: write for write in writes if write.row.aspect == aspect}
        of_sku = aspect in (Aspect.STOCK, Aspect.PRICE)
        rows = ListingSku.objects.filter(listing__account=account) if of_sku else account.listings.all()
        told = rows.values_list("pk", f"{aspect.value}_not_before", f"{aspect.value}_problem")
        for key, until, problem in told.filter(resting(aspect.value, now)).iterator() if mine else ():
            if key in mine:
                found[aspect, key] = _wait(mine[key], until, problem)
    return [found[place] for write in writes if (place := (write.row.aspect, write.row.key)) in found]


def _wait(write: Write, until: datetime, problem: Mapping[str, str]) -> Wait:
    because = problem.get("message") or _("The marketplace limits how often it may be called.")
    return Wait(write, timezone.localtime(until), because)


def due_levels(
    account: ChannelAccount, aspect: Aspect, now: datetime, which: Which = ripe
) -> Iterator[list[ListingSku]]:
    """SKUs that the channel knows and whose stock or price has to be looked at, some at a time, as they are then."""
    due = ListingSku.objects.filter(which(aspect.value, now), is_there=True)
    keys = list(due.filter(listing__account=account).order_by("listing", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        rows = due.filter(pk__in=keys[start : start + AT_ONCE]).select_related("record__product", "listing")
        yield list(rows.defer(*LONG).order_by("listing", "pk"))


def level_rows(
    account: ChannelAccount,
    aspect: Aspect,
    now: datetime,
    skus: Sequence[ListingSku] | None = None,
    which: Which = ripe,
) -> Iterator[Row]:
    """Stock or price of these SKUs, or of all that are due."""
    if skus is None:
        for some in due_levels(account, aspect, now, which):
            yield from level_rows(account, aspect, now, some)
        return
    short = short_records([sku.record_id for sku in skus]) if aspect == Aspect.STOCK else set()
    for sku in skus:
        if aspect == Aspect.STOCK:
            stock = stock_terms(sku, account, short)
            taken = StockTerms.from_dict(sku.stock_terms).number() if sku.stock_terms else None
            yield _level_row(sku, aspect, stock, wanted=stock.number(), sent=sku.stock_sent, acknowledged=taken)
        elif price := price_terms(sku, account, now):
            wanted, sent = price.offer(), offer_sent(sku, now)
            taken = PriceTerms.from_dict(sku.price_terms).offer() if sku.price_terms else None
            change = price.next_change(now)
            yield _level_row(sku, aspect, price, wanted=wanted, sent=sent, acknowledged=taken, next_change=change)


def _level_row(sku: ListingSku, aspect: Aspect, terms: StockTerms | PriceTerms, **values) -> Row:
    return Row(
        key=sku.pk,
        listing=sku.listing_id,
        aspect=aspect,
        label=sku.sku,
        revision=getattr(sku, f"{aspect.value}_revision"),
        reason=terms.why(),
        terms=terms.as_dict(),
        **values,
    )


def offer_sent(sku: ListingSku, now: datetime):
    """The price that the channel holds, with its sale while that is not over; None when nobody knows."""
    if sku.price_sent is None:
        return None
    sale = Sale.from_dict(sku.sale_sent) if sku.sale_sent else None
    return offer(sku.price_sent, sale if sale and sale.ends > now else None)


def due_content(account: ChannelAccount, now: datetime, which: Which = ripe):
    """Listings whose text or pictures have to be looked at; those that were never shown and should not be, rest."""
    due = account.listings.filter(which("content", now)).order_by("pk")
    return due.select_related("product__sheet__producer", "account")


def content_rows(account: ChannelAccount, now: datetime, which: Which = ripe, most: int | None = None) -> Iterator[Row]:
    """By the rules of `account` as it is given, saved or not."""
    for listing in due_content(account, now, which)[:most]:
        listing.account = account
        if listing.item_id or wants_showing(listing, now):
            known = known_reference(account, listing.category_id)
            made = draft_of(listing, known, now)
            row = content_row(listing, made)
            yield row if row.sent == row.wanted else replace(row, refusal=_refusal(listing, made, known))


def _refusal(listing: Listing, made: Draft, known: Reference) -> str:
    """What the visit would find before it sends anything: all that is known to be refused, in words."""
    return " ".join(dict.fromkeys(map(in_words, foreseen_problems(listing, made, known))))


def foreseen_problems(listing: Listing, made: Draft, known: Reference) -> Sequence[Problem]:
    """Everything of the draft that the channel would refuse, as far as its rules are known. Sends nothing."""
    return offline_connector(listing.account.channel).preview(made.as_shown(), known)


def content_row(listing: Listing, made: Draft) -> Row:
    sent = {key: listing.sent.get(key) for key in made.wanted()} if listing.item_id and listing.sent else None
    changed = sent != made.wanted()
    if sent and listing.sent.get("in_flight"):
        sent["in_flight"] = True  # an edit was sent and never confirmed: nobody knows which text is there
    return Row(
        key=listing.pk,
        listing=listing.pk,
        aspect=Aspect.CONTENT,
        label=listing.item_sku,
        wanted=made.wanted(),
        sent=sent,
        revision=listing.content_revision,
        reason=_why(sent, made, changed=changed),
    )


def _why(sent: dict | None, made: Draft, *, changed: bool) -> str:
    if not sent:
        return _("new listing")
    if sent["star"] and made.text.star is None:
        return _("the star has to go")
    return _("text or pictures changed") if changed else _("sent again, to make sure")


def draft_of(listing: Listing, known: Reference, now: datetime) -> Draft:
    """The draft of a listing with what is `known` of its category, on the Vietnamese day of `now`.

    A listing hidden for its star is shown again by the edit that takes the star off.
    """
    visible = listing.on_sale and listing.product.is_public
    return make_draft(listing, known, now, visible=visible)


def wants_showing(listing: Listing, now: datetime) -> bool:
    """Offered by its owner, public in the shop, and not hidden for a star that would not leave."""
    return listing.on_sale and listing.product.is_public and not star_stuck(listing, now)


def star_stuck(listing: Listing, now: datetime) -> bool:
    """The star had to leave, and the edit was refused or is unconfirmed after half an hour."""
    since = listing.star_overdue_since
    return bool(since and (listing.content_state == "refused" or since <= now - STAR_GRACE))


def visibility_rows(account: ChannelAccount, now: datetime, which: Which = ripe) -> Iterator[Row]:
    """Listings that exist on the channel and should be shown or hidden there."""
    stuck, due = Q(star_overdue_since__isnull=False), which("visibility", now)
    due = due & ~stuck if which is resting else due | stuck
    listings = account.listings.filter(due, ~Q(item_id="")).select_related("product")
    for listing in listings.order_by("pk"):
        shown = wants_showing(listing, now)
        yield Row(
            key=listing.pk,
            listing=listing.pk,
            aspect=Aspect.VISIBILITY,
            label=listing.item_sku,
            wanted=shown,
            sent=listing.sent.get("visible", True),
            revision=listing.visibility_revision,
            reason=_("may be sold") if shown else _("may not be sold now"),
        )
