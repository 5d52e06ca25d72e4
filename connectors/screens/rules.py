"""The rules for stock and price of an account or a listing: their forms, and what would come of them before saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.foreseeing import Foresight, after, foresee, foresee_levels
from connectors.models import CapRule, ChannelAccount, Listing, ListingSku
from connectors.plan import Aspect
from connectors.registry import connector_class
from connectors.terms import price_terms, short_records, stock_terms
from connectors.waking import bump_skus
from shop.theming.templatetags.money import dong

from .planned import saving_words

LEVELS = (Aspect.STOCK, Aspect.PRICE)
MOST_FIGURES = 20
SALE = ("sale_percent", "sale_from", "sale_until")
STOCK_AND_PRICE = ("share", "cap", "buffer", "stock_paused", "markup", "rounding", *SALE)


@dataclass(frozen=True)
class Figures:
    """What would come of a form: how many writes, in sentences, and the figures of some SKUs, changed ones first."""

    summary: list[str]
    rows: list[dict[str, Any]]


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _with_cap_rule() -> tuple[str, ...]:
    place = STOCK_AND_PRICE.index("cap")
    return (*STOCK_AND_PRICE[:place], "cap_rule", *STOCK_AND_PRICE[place:])


LISTING_RULES = _with_cap_rule()


class WithSale(forms.ModelForm):
    """Fields of a sale, gone where the channel takes none; a window has two ends in their order."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.takes_sales:
            for name in SALE:
                del self.fields[name]

    @property
    def takes_sales(self) -> bool:
        return connector_class(self.channel).sale_prices

    def wants_sale(self) -> bool:
        return bool(self.cleaned_data.get("sale_percent"))

    def clean(self):
        given = super().clean()
        if not self.takes_sales:
            return given
        starts, ends = given.get("sale_from"), given.get("sale_until")
        if self.wants_sale() and not (starts and ends) and not {"sale_from", "sale_until"} & set(self.errors):
            self.add_error("sale_from", _("A sale needs both a beginning and an end."))
        if starts and ends and ends <= starts:
            self.add_error("sale_until", _("The sale must end after it begins."))
        return given


class AccountRules(WithSale):
    class Meta:
        model = ChannelAccount
        fields = (*STOCK_AND_PRICE, "star_lead_days")
        widgets = {"sale_from": _moment(), "sale_until": _moment()}

    def __init__(self, *args, **kwargs):
        self.channel = kwargs["instance"].channel
        super().__init__(*args, **kwargs)
        if self.takes_sales:
            self.fields["sale_percent"].required = False

    def clean_sale_percent(self) -> int:
        return self.cleaned_data["sale_percent"] or 0

    def clean_rounding(self) -> int:
        if self.cleaned_data["rounding"] < 1:
            raise forms.ValidationError(_("At least 1 đồng."))
        return self.cleaned_data["rounding"]

    def save(self, commit: bool = True) -> ChannelAccount:
        self.instance.save(update_fields=self.changed_data)
        return self.instance

    def figures(self, now: datetime) -> Figures:
        """The plan of a visit after saving, and what some of the listings would show then."""
        account, changed = self.instance, set(self.changed_data)
        touched = [*LEVELS] if changed & set(STOCK_AND_PRICE) else []
        touched += [Aspect.CONTENT] if "star_lead_days" in changed else []
        found = foresee(account, now, after(touched))
        same = account.listings.exclude(item_id="").count() - len(found.listings)
        return Figures(saving_words(account, found, max(same, 0)), _figures(self._first(found), account, now))

    def _first(self, found: Foresight) -> list[ListingSku]:
        """SKUs that change, then others, as far as there is room."""
        changing = {write.row.key for write in found.writes if write.row.aspect in LEVELS}
        skus = ListingSku.objects.filter(listing__account=self.instance).select_related("listing", "record__product")
        skus = skus.order_by("listing", "pk")
        first = list(skus.filter(pk__in=changing)[:MOST_FIGURES])
        return [*first, *skus.exclude(pk__in=changing)[: MOST_FIGURES - len(first)]]


class ListingRules(WithSale):
    """What is empty follows the account. Each SKU has a price of its own (`own-KEY`) and a sale price (`sale-KEY`)."""

    class Meta:
        model = Listing
        fields = LISTING_RULES
        widgets = {"cap_rule": forms.RadioSelect, "sale_from": _moment(), "sale_until": _moment()}

    def __init__(self, *args, **kwargs):
        listing: Listing = kwargs["instance"]
        self.channel = listing.account.channel
        super().__init__(*args, **kwargs)
        self._name_the_limits(listing.account)
        for name in ("share", "buffer", "markup", "rounding"):
            common = getattr(listing.account, name)
            self.fields[name].widget.attrs["placeholder"] = (
                "–" if common is None else f"{Decimal(common).normalize():f}"
            )
        self.skus = list(listing.skus.select_related("record__product").order_by("pk"))
        for sku in self.skus:
            self._add(f"own-{sku.pk}", _("own price on this channel"), sku, sku.own_price)
            if self.takes_sales:
                self._add(f"sale-{sku.pk}", _("sale price on this channel"), sku, sku.sale_price)

    def _name_the_limits(self, account: ChannelAccount) -> None:
        """The three ways, with the figure that the shop's has now."""
        common = _("none") if account.cap is None else account.cap
        self.fields["cap_rule"].choices = [
            (value, f"{label} ({common})" if value == CapRule.ACCOUNT else label) for value, label in CapRule.choices
        ]

    def _add(self, name: str, label: str, sku: ListingSku, value: int | None) -> None:
        if len(self.skus) > 1:
            label = f"{label}: {sku.record.product.get_title()}"
        self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=10**10, required=False)
        self.initial[name] = value

    @property
    def has_own_rules(self) -> bool:
        """Whether anything differs from the account: then the form stands open."""
        return any(value not in (None, "", False, CapRule.ACCOUNT) for value in self.initial.values())

    def clean_cap(self) -> int | None:
        """A figure counts, and is kept, only with “a limit of its own”."""
        if self.cleaned_data.get("cap_rule") != CapRule.OWN:
            return None
        if self.cleaned_data["cap"] is None:
            raise forms.ValidationError(_("Write the limit, or choose another way."))
        return self.cleaned_data["cap"]

    def wants_sale(self) -> bool:
        prices = (self.cleaned_data.get(f"sale-{sku.pk}") for sku in self.skus)
        return super().wants_sale() or any(prices)

    def clean(self):
        given = super().clean()
        for sku in self.skus:
            own, sale = given.get(f"own-{sku.pk}"), given.get(f"sale-{sku.pk}")
            sku.own_price, sku.sale_price = own, sale if self.takes_sales else sku.sale_price
            if own and sale and sale >= own:
                self.add_error(f"sale-{sku.pk}", _("The sale price must be below the price."))
        return given

    def save(self, commit: bool = True) -> Listing:
        listing = self.instance
        listing.save(update_fields=[name for name in LISTING_RULES if name in self.fields])
        for sku in self.skus:
            ListingSku.objects.filter(pk=sku.pk).update(own_price=sku.own_price, sale_price=sku.sale_price)
        bump_skus(Q(listing=listing), "stock", "price")
        return listing

    def figures(self, now: datetime) -> Figures:
        """The writes that saving makes on this listing, and what it would show then."""
        for sku in self.skus:
            sku.listing = self.instance
        account = self.instance.account
        found = foresee_levels(account, self.skus, now)
        changing = {write.row.key for write in found.writes}
        skus = sorted(self.skus, key=lambda sku: sku.pk not in changing)
        return Figures(saving_words(account, found), _figures(skus, account, now))


def rules_in_force(account: ChannelAccount) -> list[tuple[str, str]]:
    """The account's rules in a few words: those that change a number, a price or a star."""
    words = {"share": f"{account.share}%", "cap": _("no limit") if account.cap is None else str(account.cap)}
    is_changed = account.markup or account.sale_percent
    words |= {"buffer": str(account.buffer), "stock_paused": _("yes") if account.stock_paused else ""}
    words |= {
        "markup": f"{account.markup.normalize():+f}%" if account.markup else "",
        "rounding": dong(account.rounding) if is_changed else _("nothing: no mark-up, no sale"),
    }
    if account.sale_percent and account.sale_from and account.sale_until:
        starts, ends = (timezone.localtime(at) for at in (account.sale_from, account.sale_until))
        words["sale_percent"] = f"{account.sale_percent}%, {starts:%H:%M %d/%m/%Y} – {ends:%H:%M %d/%m/%Y}"
    words["star_lead_days"] = str(account.star_lead_days)
    return [(ChannelAccount._meta.get_field(name).verbose_name, said) for name, said in words.items() if said]


def preview_of(form: AccountRules | ListingRules) -> Figures:
    """What would come of a valid form; nothing is saved."""
    return form.figures(timezone.now())


def _figures(skus: Sequence[ListingSku], account: ChannelAccount, now: datetime) -> list[dict[str, Any]]:
    short = short_records([sku.record_id for sku in skus])
    rows = []
    for sku in skus:
        stock, price = stock_terms(sku, account, short), price_terms(sku, account, now)
        rows.append(
            {
                "title": sku.record.product.get_title(),
                "sku": sku.sku,
                "stock_sent": sku.stock_sent,
                "stock": stock.number(),
                "stock_why": stock.why(),
                "price_sent": sku.price_sent,
                "price": price and price.number(),
                "price_why": price and price.why(),
            }
        )
    return rows
