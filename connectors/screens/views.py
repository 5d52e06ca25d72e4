"""The channel pages. Office and desk show the same; a `Door` says who comes in and in which house style."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from catalogue.slugs import fold
from connectors.contract import OrderStatus
from connectors.errors import ChannelError, ThrottledError
from connectors.following import ask
from connectors.holding import Busy, holding
from connectors.matching import offered, suggestions
from connectors.models import (
    ChannelAccount,
    ChannelOrder,
    ChannelOrderLine,
    Command,
    Listing,
    SkuAlias,
)
from connectors.offering import UnknownCategory, create_listing, remember_mapping, remembered_mapping
from connectors.reading import categories, category_name, known_reference
from connectors.registry import CHANNELS
from connectors.status import with_counts
from connectors.waking import bump_listings, send_again, wake
from connectors.wishes import payment_of, unanswered
from shop.partner.models import StockRecord

from . import showing, waiting
from .access import accounts_for, calls_for, listings_for, orders_for, producers_for, products_for
from .cards import Card, distinct
from .rules import AccountRules, ListingRules, preview_of, rules_in_force

PER_PAGE = 25
PATIENCE = 5.0
MOST_CATEGORIES = 40
MOST_OFFERED = 20
TASKS_AT_ONCE = 6


class Overview(View):
    """What waits for a person, then the shops, then the listings, those in trouble first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        accounts = accounts_for(request.user)
        mine = accounts.values("pk")
        listings = (
            listings_for(request.user)
            .select_related("account", "product")
            .prefetch_related("skus")
            .order_by("-content_state", "-pk")
        )
        todo = waiting.tasks(request.user)
        page = Paginator(listings, PER_PAGE).get_page(request.GET.get("p"))
        return self.show(
            request,
            "overview",
            {
                "title": _("Sales channels"),
                "accounts": sorted(with_counts(accounts), key=_in_trouble, reverse=True),
                "tasks": todo[:TASKS_AT_ONCE],
                "more_tasks": todo[TASKS_AT_ONCE:],
                "page": page,
                "turned": "p" in request.GET,
                "rows": [(listing, showing.aspects(listing), list(listing.skus.all())) for listing in page],
                "channels": sorted(CHANNELS),
                "unlisted": _unlisted(request.user, mine, request.GET.get("product", "")),
                "wanted": request.GET.get("product", ""),
                "producers": producers_for(request.user).order_by("name")[:200],
            },
        )


class Account(View):
    """The rules of one account: stock, price, stars."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(accounts_for(request.user), pk=pk)
        return self._page(request, account, AccountRules(instance=account))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(accounts_for(request.user), pk=pk)
        if request.POST.get("act") in ("pause", "resume"):
            account.state = account.State.PAUSED if request.POST["act"] == "pause" else account.State.CONNECTED
            account.save(update_fields=["state"])
            return self.go("account", pk)
        form = AccountRules(request.POST, instance=account)
        if not form.is_valid():
            return self._page(request, account, form)
        if request.POST.get("act") == "preview":
            return self._page(request, account, form, preview_of(form))
        form.save()
        messages.success(request, _("Saved. Numbers and prices follow."))
        return self.go("account", pk)

    def _page(self, request, account, form, figures=None) -> HttpResponse:
        calls = account.calls.only("operation", "status", "error", "started_at", "elapsed")[:20]
        context = {"title": str(account), "account": account, "form": form, "calls": calls, "figures": figures}
        context["in_force"] = rules_in_force(ChannelAccount.objects.get(pk=account.pk))
        return self.show(request, "account", context)


class NewListing(View):
    """“Put on a channel”: choose the account and the category; the listing page follows, nothing is sent yet."""

    def get(self, request: HttpRequest, product: int) -> HttpResponse:
        product = get_object_or_404(products_for(request.user).select_related("sheet__producer"), pk=product)
        accounts = list(_fitting(request.user, product))
        account = next((one for one in accounts if str(one.pk) == request.GET.get("account")), None)
        account = account or next(iter(accounts), None)
        context = {"title": _("Put on a channel"), "product": product, "accounts": accounts, "account": account}
        if account:
            existing = account.listings.filter(product=product).first()
            if existing:
                return self.go("listing", existing.pk)
            context |= self._categories(request, account, product)
        return self.show(request, "new", context)

    def post(self, request: HttpRequest, product: int) -> HttpResponse:
        product = get_object_or_404(products_for(request.user).select_related("sheet__producer"), pk=product)
        account = get_object_or_404(_fitting(request.user, product), pk=request.POST.get("account"))
        category = request.POST.get("category", "")
        try:
            with holding(account.pk, patience=PATIENCE) as held:
                listing = create_listing(held, product, category)
        except UnknownCategory:
            messages.error(request, _("Choose one of the categories."))
            return self.go("new", product.pk)
        except (Busy, ChannelError) as error:
            messages.error(request, _told(error))
            return self.go("new", product.pk)
        return self.go("listing", listing.pk)

    def _categories(self, request, account, product) -> dict:
        wanted = fold(request.GET.get("q", "")).split()
        try:
            with holding(account.pk, patience=PATIENCE) as held:
                tree = categories(held)
                suggested = [] if wanted else list(held.call(lambda: held.connector.suggest_category(product.title)))
        except (Busy, ChannelError) as error:
            return {"choices": [], "trouble": _told(error)}
        mapping = remembered_mapping(account, product)
        leaves = {one.id: category_name(tree, one.id) for one in tree if one.leaf}
        first = [mapping.category_id] if mapping and not wanted else []
        ids = [one for one in dict.fromkeys([*first, *suggested]) if one in leaves]
        if wanted or not ids:
            ids = [key for key, name in leaves.items() if all(word in fold(name) for word in wanted)]
        return {"choices": [(key, leaves[key]) for key in ids[:MOST_CATEGORIES]], "q": request.GET.get("q", "")}


class ListingPage(View):
    """One listing: what will be sent with every problem, the state of each aspect, why these numbers, and the acts."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self._listing(request, pk)
        return self._page(request, listing, ListingRules(instance=listing))

    def _page(self, request, listing: Listing, form: ListingRules, figures=None) -> HttpResponse:
        preview = showing.preview(listing)
        told = preview["problems"]
        context = {
            "title": listing.product.get_title(),
            "form": form,
            "figures": figures,
            "listing": listing,
            "aspects": _without(told, showing.aspects(listing, preview["made"])),
            "drift": showing.drift_rows(listing),
            "remote_state": showing.REMOTE_STATES.get(listing.remote_state, ""),
            "skus": showing.sku_rows(listing),
            "preview": preview,
            "questions": showing.questions(listing),
            "asks": any(problem["field"] == "attributes" for problem in told),
            "operator": settings.OPERATOR,
        }
        return self.show(request, "listing", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self._listing(request, pk)
        act = request.POST.get("act")
        if act == "again":
            send_again(listing)
            messages.success(request, _("It will be sent again."))
        elif act in ("offer", "take_off"):
            Listing.objects.filter(pk=listing.pk).update(on_sale=act == "offer")
            send_again(listing)
        elif act == "answers":
            self._keep_answers(request, listing)
            messages.success(request, _("Saved."))
        elif act in ("rules", "preview"):
            return self._rules(request, listing, act)
        return self.go("listing", pk)

    def _rules(self, request, listing: Listing, act: str) -> HttpResponse:
        form = ListingRules(request.POST, instance=listing)
        if not form.is_valid():
            return self._page(request, self._listing(request, listing.pk), form)
        if act == "preview":
            figures = preview_of(form)
            return self._page(request, self._listing(request, listing.pk), form, figures)
        form.save()
        messages.success(request, _("Saved. Numbers and prices follow."))
        return self.go("listing", listing.pk)

    def _listing(self, request, pk: int) -> Listing:
        rows = listings_for(request.user).select_related("account", "product__sheet__producer")
        return get_object_or_404(rows, pk=pk)

    def _keep_answers(self, request, listing: Listing) -> None:
        known = known_reference(listing.account, listing.category_id)
        listing.attributes = showing.read_answers(known.attributes, request.POST)
        listing.save(update_fields=["attributes"])
        remember_mapping(listing, listing.attributes, request.user)
        bump_listings(Q(pk=listing.pk), "content")


class CallPage(View):
    """One call with what was sent and answered, as it was stored: without secrets and buyers' data."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        call = get_object_or_404(calls_for(request.user).select_related("account"), pk=pk)
        bodies = {"sent": showing.laid_out(call.request), "answered": showing.laid_out(call.response)}
        return self.show(request, "call", {"title": call.operation, "call": call, **bodies})


class OrderPage(View):
    """A channel order: for unknown lines, which product it is; for a shortage, what can be done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = self._order(request, pk)
        lines = _with_questions(kept)
        unknown = any(guesses is not None for _line, guesses in lines)
        context = {
            "title": kept.remote_id,
            "kept": kept,
            "lines": lines,
            "unknown": unknown,
            "records": offered(kept.account).order_by("product__title")[:500] if unknown else [],
            "shortages": kept.shortages.filter(resolved_at=None).select_related("record__product"),
            "payment": payment_of(kept),
            "commands": kept.commands.all(),
            "may_answer": unanswered(ChannelOrder.objects.filter(pk=kept.pk)).exists(),
            "may_ship": kept.state == ChannelOrder.State.PLACED and kept.status == "to_ship",
            "goes_on": _goes_on(kept, lines),
        }
        return self.show(request, "order", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = self._order(request, pk)
        act = request.POST.get("act")
        if act == "map":
            self._map(request, kept)
        elif act in Command.Kind.values and ask(kept, act, request.user):
            messages.success(request, _("The channel is being told."))
        return self.go("order", pk)

    def _order(self, request, pk: int) -> ChannelOrder:
        rows = orders_for(request.user).select_related("account__producer").prefetch_related("lines__record__product")
        return get_object_or_404(rows, pk=pk)

    def _map(self, request, kept: ChannelOrder) -> None:
        said = 0
        for line in kept.lines.filter(record=None):
            if record := self._chosen(request, kept, line.pk):
                SkuAlias.objects.update_or_create(
                    account=kept.account,
                    item_id=line.item_id,
                    model_id=line.model_id,
                    defaults={"record": record, "said_by": request.user},
                )
                _know(kept, line, record)
                said += 1
        if not said:
            messages.warning(request, _("Choose a product for one line at least."))
            return
        wake([kept.account_id])
        messages.success(request, _("Remembered. The order is placed as soon as every product is known."))

    @staticmethod
    def _chosen(request, kept: ChannelOrder, line: int):
        """One of the suggestions, or what was picked from the whole list; None for neither, or for another's."""
        said = request.POST.get(f"line-{line}", "")
        chosen = request.POST.get(f"other-{line}", "") if said in ("", "other") else said
        return offered(kept.account).filter(pk=chosen).first() if chosen.isdigit() else None


def _with_questions(kept: ChannelOrder) -> list:
    """Each line with the suggestions for its unknown product; None where nothing is asked: it is known, cancelled, or
    the same thing as a line above."""
    rows, asked = [], set()
    for line in kept.lines.all():
        thing = line.item_id, line.model_id
        asks = not line.record_id and line.standing and thing not in asked
        asked.add(thing)
        rows.append((line, suggestions(line) if asks else None))
    return rows


def _know(kept: ChannelOrder, line: ChannelOrderLine, record: StockRecord) -> None:
    """The same thing in every order that waits for it; the next visit places them."""
    waits = {"channel_order__account": kept.account, "channel_order__state": ChannelOrder.State.HELD, "record": None}
    ChannelOrderLine.objects.filter(item_id=line.item_id, model_id=line.model_id, **waits).update(record=record)


def _goes_on(kept: ChannelOrder, lines: list) -> bool:
    """Held, but nothing is left to decide: the next visit places it."""
    if kept.state != ChannelOrder.State.HELD or kept.status == OrderStatus.CANCEL_REQUESTED:
        return False
    known = all(line.record_id or not line.standing for line, _guesses in lines)
    return known and not kept.shortages.filter(resolved_at=None).exists()


def _without(told: list[Card], aspects: list[dict]) -> list[dict]:
    """The aspects without the cards that the page shows above them."""
    return [{**aspect, "cards": distinct(aspect["cards"], told)} for aspect in aspects]


def _in_trouble(account: ChannelAccount) -> bool:
    return not account.is_connected or bool(account.problem)


def _unlisted(user, accounts, wanted: str):
    """Public products that are on none of these accounts yet, the newest first."""
    products = products_for(user).filter(is_public=True).exclude(listings__account__in=accounts)
    if wanted:
        products = products.filter(title__icontains=wanted)
    return products.select_related("sheet__producer").order_by("-pk")[:MOST_OFFERED]


def _fitting(user, product):
    """The user's accounts that may sell this product: its producer's own, and the programme's."""
    accounts = accounts_for(user).filter(state=ChannelAccount.State.CONNECTED)
    return accounts.filter(producer=product.sheet.producer) | accounts.filter(producer=None)


def _told(error: Exception) -> str:
    if isinstance(error, ThrottledError):
        back = timezone.localtime() + timedelta(seconds=error.retry_after, minutes=1)
        return _("The marketplace asks us to wait. Come back at %(at)s.") % {"at": f"{back:%H:%M %d/%m/%Y}"}
    if isinstance(error, ChannelError) and error.problem:
        return f"{error.problem.message} {error.problem.remedy}"
    return _("The channel is busy. Try again in a moment.")
