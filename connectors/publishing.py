"""Creates, changes, hides and shows listings, and reads back what the channel made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial

from django.db.models import F
from django.utils import timezone

from .comparing import compare, kept_judgement
from .contract import Action, ListingRef, Outcome, Problem, PushedListing, RemoteListing
from .drafting import Draft, Picture, ensure_skus
from .errors import BugError, ConfigurationError, RefusedError, TransientError, Unsupported
from .fates import FIRST_WAIT, backoff, card, card_of, done, refused, waiting
from .holding import Held
from .models import Listing, ListingSku, RemoteImage
from .plan import Row, Write, plan
from .planning import content_row, draft_of, due_content, visibility_rows, wants_showing
from .reading import reference
from .visiting import Visit

ROW_ERRORS = (RefusedError, BugError, Unsupported)


def push_content(held: Held, visit: Visit) -> None:
    """Text and pictures of every listing that is due, one by one."""
    for listing in due_content(held.account, held.clock()):
        try:
            if not listing.item_id and not wants_showing(listing, held.clock()) and not _adopted(held, listing):
                _update(held, listing, **_settled(listing), create_started_at=None)
                continue
            _push_one(held, listing, visit)
        except TransientError as error:
            until = held.clock() + backoff(held.account.failures)
            _update(held, listing, **waiting("content", until, card_of(error)))
            visit.stumbled(error)
        except ConfigurationError:
            raise
        except ROW_ERRORS as error:
            _refuse(held, listing, card_of(error))
            visit.refused(error)


def _adopted(held: Held, listing: Listing) -> bool:
    """Whether a create of which we never heard the end left something there: it is ours, and has to be hidden."""
    if listing.create_started_at is None:
        return False
    for key in (listing.item_sku, *listing.skus.order_by("pk").values_list("sku", flat=True)):
        if there := held.call(lambda key=key: held.connector.find_by_sku(key)):
            _update(held, listing, item_id=there.ref.item_id, sent={"visible": True})
            listing.refresh_from_db()
            return True
    return False


def _push_one(held: Held, listing: Listing, visit: Visit) -> None:
    with held.recording():
        ensure_skus(listing)
    known = reference(held, listing.category_id)
    made = draft_of(listing, known, held.clock())
    row = content_row(listing, made)
    found = plan([row])
    if found.settled:
        _update(held, listing, **_settled(listing), **_boundary(made), star_overdue_since=None)
        return
    _note_star(held, listing, made)
    made = _with_images(held, made)
    if problems := held.connector.preview(made.draft, known):
        _refuse(held, listing, _cards(problems))
        visit.refusals += [f"{listing.item_sku}: {problem.code}" for problem in problems]
        return
    outcome = _send(held, listing, made)
    _settle_content(held, listing, made, row, outcome)
    visit.wrote(found.writes, [outcome])
    if outcome.item.ref:
        visit.touched.add(outcome.item.ref.item_id)


def _send(held: Held, listing: Listing, made: Draft) -> Outcome[PushedListing]:
    """A create that may have had its effect before (killed before we could record it) is looked for first."""
    resume = listing.create_started_at is not None
    ref = ListingRef(listing.item_id) if listing.item_id else None
    if ref is None and not resume:
        _update(held, listing, create_started_at=held.clock())
    elif ref is not None and listing.sent:
        star = listing.sent.get("star") or made.text.star
        _update(held, listing, sent={**listing.sent, "star": star, "in_flight": True})
    return held.call(lambda: held.connector.push_listing(made.draft, ref, resume=resume))


def _settle_content(held: Held, listing: Listing, made: Draft, row: Row, outcome: Outcome[PushedListing]) -> None:
    ref = outcome.item.ref
    values: dict = {"item_id": ref.item_id} if ref else {}
    if outcome.action is Action.REFUSED:
        values |= _both_refused(listing, card(outcome.problem))
        values |= {} if ref else {"create_started_at": None}
    elif outcome.action is Action.WAITING:
        values |= waiting("content", outcome.not_before or held.clock() + FIRST_WAIT, card(outcome.problem))
    else:
        values |= _settled(listing) | _boundary(made) | done("visibility", listing.visibility_revision)
        values |= {"sent": {**made.wanted(), "visible": made.draft.visible}, "star_overdue_since": None}
    with held.recording():
        Listing.objects.filter(pk=listing.pk).update(**values)
        if outcome.action not in (Action.REFUSED, Action.WAITING):
            _learn_skus(held, listing, made, outcome.item, created=not listing.item_id)


def _learn_skus(held: Held, listing: Listing, made: Draft, pushed: PushedListing, *, created: bool) -> None:
    """The remote ids. A create carried stock and price too; those of a resumed one may be old and are sent again."""
    there = {ref.sku: ref for ref in pushed.skus}
    for sku, stock, price in made.skus:
        if sku.sku not in there:
            continue
        values: dict = {"model_id": there[sku.sku].model_id, "is_there": True}
        if not (sku.is_there and sku.model_id == there[sku.sku].model_id):
            values |= {"stock_sent": None, "stock_revision": F("stock_revision") + 1}
            values |= {"price_sent": None, "price_revision": F("price_revision") + 1}
        if created and listing.create_started_at is None:
            values |= {"stock_revision": F("stock_revision"), "price_revision": F("price_revision")}
            values |= done("stock", sku.stock_revision) | done("price", sku.price_revision)
            values |= {"stock_sent": stock.number(), "stock_terms": stock.as_dict(), "stock_sent_at": held.clock()}
            values |= {"price_sent": price.number(), "price_terms": price.as_dict(), "price_sent_at": held.clock()}
            values |= {"sale_sent": price.sale.as_dict() if price.sale else {}}
            values |= {"next_change_at": price.next_change(held.clock())}
        listing.skus.filter(pk=sku.pk).update(**values)


def push_visibility(held: Held, visit: Visit) -> None:
    """Shows and hides; what may no longer be sold is taken off, not skipped."""
    found = plan(visibility_rows(held.account, held.clock()))
    if found.settled:
        with held.recording():
            for row in found.settled:
                Listing.objects.filter(pk=row.key).update(**done("visibility", row.revision))
    for write in found.writes:
        _turn(held, write, visit)


def _turn(held: Held, write: Write, visit: Visit) -> None:
    listing = Listing.objects.get(pk=write.row.key)
    ref = ListingRef(listing.item_id)
    turn = held.connector.restore_listing if write.row.wanted else held.connector.withdraw_listing
    _update(held, listing, sent={**listing.sent, "visible": None})
    try:
        outcome = held.call(lambda: turn(ref))
    except TransientError as error:
        until = held.clock() + backoff(held.account.failures)
        _update(held, listing, **waiting("visibility", until, card_of(error)))
        visit.stumbled(error)
        return
    if outcome.action is Action.REFUSED:
        values = refused("visibility", write.row.revision, card(outcome.problem))
        _update(held, listing, **values, sent=listing.sent)
    elif outcome.action is Action.WAITING:
        until = outcome.not_before or held.clock() + FIRST_WAIT
        _update(held, listing, **waiting("visibility", until, card(outcome.problem)))
    else:
        sent = {**listing.sent, "visible": write.row.wanted}
        _update(held, listing, **done("visibility", write.row.revision), sent=sent)
        visit.touched.add(listing.item_id)
    visit.wrote([write], [outcome])


def read_back(held: Held, visit: Visit) -> None:
    """What the channel holds after our writes; what differs is drift. Less stock than sent = somebody bought."""
    items = sorted(visit.touched)
    step = held.connector.read_batch
    found: Sequence[RemoteListing] = ()
    for start in range(0, len(items), step):
        some = items[start : start + step]
        underway = held.start(partial(held.connector.read_back, _listing_refs(held, some)))
        compare(held, found, visit)
        found = underway.result()
        visit.touched.difference_update(some)
    compare(held, found, visit)


def _listing_refs(held: Held, item_ids: Sequence[str]) -> list[ListingRef]:
    """With one SKU of each, by which some channels read many listings at once."""
    known = ListingSku.objects.filter(listing__account=held.account, listing__item_id__in=item_ids, is_there=True)
    by_item = dict(known.order_by("-pk").values_list("listing__item_id", "sku"))
    return [ListingRef(item_id, by_item.get(item_id, "")) for item_id in item_ids]


def _with_images(held: Held, made: Draft) -> Draft:
    ids = tuple(_remote_image(held, picture) for picture in made.pictures)
    return replace(made, draft=replace(made.draft, image_ids=ids))


def _remote_image(held: Held, picture: Picture) -> str:
    """Uploaded once by content hash."""
    known = RemoteImage.objects.filter(account=held.account, content_hash=picture.content_hash).first()
    if known:
        return known.remote_id
    uploaded = held.call(lambda: held.connector.upload_image(picture.jpeg(), f"{picture.content_hash[:16]}.jpg"))
    with held.recording():
        RemoteImage.objects.get_or_create(
            account=held.account,
            content_hash=picture.content_hash,
            defaults={"remote_id": uploaded.id, "url": uploaded.url},
        )
    return uploaded.id


def _note_star(held: Held, listing: Listing, made: Draft) -> None:
    """From now the star is overdue on the channel, until the edit is taken."""
    if listing.sent.get("star") and made.text.star is None and listing.star_overdue_since is None:
        _update(held, listing, star_overdue_since=held.clock())


def _settled(listing: Listing) -> dict:
    settled = done("content", listing.content_revision) | done("images", listing.images_revision)
    return settled | kept_judgement(listing)


def _boundary(made: Draft) -> dict:
    day = made.text.changes_on
    return {"next_change_at": timezone.make_aware(datetime.combine(day, time.min)) if day else None}


def _refuse(held: Held, listing: Listing, problem: dict) -> None:
    _update(held, listing, **_both_refused(listing, problem), next_change_at=None)


def _both_refused(listing: Listing, problem: dict) -> dict:
    """Text and pictures travel in one edit."""
    content = refused("content", listing.content_revision, problem)
    return content | refused("images", listing.images_revision, problem)


def _cards(problems: Sequence[Problem]) -> dict:
    """The first problem, and all others beside it."""
    return card(problems[0]) | {"more": [card(one) for one in problems[1:]]}


def _update(held: Held, listing: Listing, **values) -> None:
    with held.recording():
        Listing.objects.filter(pk=listing.pk).update(**values)
