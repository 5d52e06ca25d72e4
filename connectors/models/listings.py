"""A product family on a channel, and each stock record in it, with the fate of every aspect (laws 4 and 5).

For each aspect, `<aspect>_revision` rises whenever its source changes and `<aspect>_acknowledged` is the revision that
was last settled: done, or refused and resting. A row is due while acknowledged < revision.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .accounts import ChannelAccount


class Fate(models.TextChoices):
    PENDING = "pending", _("to be sent")
    DONE = "done", pgettext_lazy("state of a listing", "sent")
    WAITING = "waiting", _("waiting")
    REFUSED = "refused", _("refused")


class CapRule(models.TextChoices):
    """Which limit of units a listing has."""

    ACCOUNT = "account", _("as the whole shop")
    OWN = "own", _("a limit of its own")
    NONE = "none", _("no limit")


def _revision(start: int = 1) -> models.PositiveBigIntegerField:
    return models.PositiveBigIntegerField(default=start, editable=False)


def _fate() -> models.CharField:
    return models.CharField(max_length=8, choices=Fate.choices, default=Fate.PENDING, editable=False)


def _card() -> models.JSONField:
    return models.JSONField(default=dict, blank=True, editable=False)


def _moment() -> models.DateTimeField:
    return models.DateTimeField(null=True, blank=True, editable=False)


def due(aspect: str) -> Q:
    """Rows whose source of that aspect changed since it was settled."""
    return Q(**{f"{aspect}_acknowledged__lt": F(f"{aspect}_revision")})


def is_due(row: "Listing | ListingSku", aspect: str) -> bool:
    """The same of a row that is in memory."""
    return getattr(row, f"{aspect}_acknowledged") < getattr(row, f"{aspect}_revision")


def ripe(aspect: str, now) -> Q:
    """Rows of that aspect to be looked at that nothing tells to wait."""
    return changed(aspect, now) & rested(aspect, now)


def rested(aspect: str, now) -> Q:
    """Rows that nothing tells to wait with that aspect."""
    return Q(**{f"{aspect}_not_before": None}) | Q(**{f"{aspect}_not_before__lte": now})


def resting(aspect: str, now) -> Q:
    """Rows of that aspect to be looked at that wait for another try."""
    return changed(aspect, now) & Q(**{f"{aspect}_not_before__gt": now})


def changed(aspect: str, now) -> Q:
    """Rows whose source changed, or changes by itself by now: a sale begins or ends, a certificate is over. Text and
    pictures travel in one edit."""
    found = due("content") | due("images") if aspect == "content" else due(aspect)
    return found | Q(next_change_at__lte=now) if aspect in ("content", "price") else found


class Listing(models.Model):
    """One standalone product or product family on one account."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="listings")
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="listings")
    item_sku = models.CharField(_("our key on the channel"), max_length=100)
    item_id = models.CharField(_("number on the channel"), max_length=64, blank=True)
    category_id = models.CharField(_("category"), max_length=64)
    category_name = models.CharField(max_length=300, blank=True)
    attributes = models.JSONField(_("attributes"), default=list, blank=True)
    on_sale = models.BooleanField(_("offered on the channel"), default=True)

    # Rules of this listing alone; what is empty follows its account.
    share = models.PositiveSmallIntegerField(
        _("share of the stock (%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    cap_rule = models.CharField(_("limit of units"), max_length=7, choices=CapRule.choices, default=CapRule.ACCOUNT)
    cap = models.PositiveIntegerField(_("own limit: never more than (units)"), null=True, blank=True)
    buffer = models.PositiveIntegerField(_("kept back (units)"), null=True, blank=True)
    stock_paused = models.BooleanField(_("sell nothing here for now"), default=False)
    markup = models.DecimalField(
        _("mark-up (%)"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(-90)]
    )
    rounding = models.PositiveIntegerField(
        _("round prices up to (đồng)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    sale_percent = models.PositiveSmallIntegerField(
        _("sale: taken off the price (%)"), null=True, blank=True, validators=[MaxValueValidator(90)]
    )
    sale_from = models.DateTimeField(_("sale from"), null=True, blank=True)
    sale_until = models.DateTimeField(_("sale until"), null=True, blank=True)

    create_started_at = _moment()
    remote_state = models.CharField(_("state on the channel"), max_length=20, blank=True)
    sent = models.JSONField(_("as sent"), default=dict, blank=True)
    drift = models.JSONField(_("differs on the channel"), default=dict, blank=True)
    star_overdue_since = _moment()
    next_change_at = models.DateTimeField(null=True, blank=True, db_index=True, editable=False)

    content_revision = _revision()
    content_acknowledged = _revision(0)
    content_state = _fate()
    content_problem = _card()
    content_not_before = _moment()

    images_revision = _revision()
    images_acknowledged = _revision(0)
    images_state = _fate()
    images_problem = _card()
    images_not_before = _moment()

    visibility_revision = _revision()
    visibility_acknowledged = _revision(0)
    visibility_state = _fate()
    visibility_problem = _card()
    visibility_not_before = _moment()

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("account", "pk")
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(fields=["account", "product"], name="one_listing_per_product"),
            models.UniqueConstraint(fields=["account", "item_sku"], name="one_listing_per_key"),
            models.UniqueConstraint(
                fields=["account", "item_id"], condition=~Q(item_id=""), name="one_listing_per_item"
            ),
        ]
        indexes = [
            models.Index(
                fields=["account"],
                condition=due("content") | due("images") | due("visibility"),
                name="listing_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} @ {self.account}"


class ListingSku(models.Model):
    """One stock record inside a listing. Stock in units, price in whole đồng; `*_terms` say why the sent number.

    `own_price` and `sale_price` are of this channel alone; `sale_sent` is the sale that the channel holds, maybe over;
    `promotion` what somebody made on the channel itself that lowers the price, as last read back.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="skus")
    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="listing_skus")
    sku = models.CharField(_("SKU on the channel"), max_length=100)
    model_id = models.CharField(_("variant on the channel"), max_length=64, blank=True)
    is_there = models.BooleanField(_("known on the channel"), default=False)
    reserved = models.PositiveIntegerField(_("held back by promotions there"), default=0)

    stock_revision = _revision()
    stock_acknowledged = _revision(0)
    stock_state = _fate()
    stock_problem = _card()
    stock_not_before = _moment()
    stock_sent = models.PositiveIntegerField(_("stock as sent"), null=True, blank=True)
    stock_terms = _card()
    stock_sent_at = _moment()

    price_revision = _revision()
    price_acknowledged = _revision(0)
    price_state = _fate()
    price_problem = _card()
    price_not_before = _moment()
    price_sent = models.PositiveBigIntegerField(_("price as sent"), null=True, blank=True)
    price_terms = _card()
    price_sent_at = _moment()
    sale_sent = _card()
    promotion = _card()
    own_price = models.PositiveBigIntegerField(
        _("own price on this channel"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    sale_price = models.PositiveBigIntegerField(
        _("sale price on this channel"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    next_change_at = models.DateTimeField(null=True, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ("listing", "pk")
        verbose_name = _("listed SKU")
        verbose_name_plural = _("listed SKUs")
        constraints = [
            models.UniqueConstraint(fields=["listing", "record"], name="one_sku_per_record"),
            models.UniqueConstraint(fields=["listing", "sku"], name="one_sku_per_key"),
            models.UniqueConstraint(
                fields=["listing", "model_id"], condition=~Q(model_id=""), name="one_sku_per_model"
            ),
        ]
        indexes = [models.Index(fields=["listing"], condition=due("stock") | due("price"), name="sku_due")]

    def __str__(self) -> str:
        return self.sku
