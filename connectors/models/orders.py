"""Orders of the channels, once each (law 7), and what stands in their way."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.contract import OrderStatus

from .accounts import ChannelAccount

STATUS_WORDS = {
    OrderStatus.UNPAID: _("not paid yet"),
    OrderStatus.ON_HOLD: _("the channel still checks it"),
    OrderStatus.TO_SHIP: _("waits to be packed"),
    OrderStatus.PROCESSED: _("packed, waits for the carrier"),
    OrderStatus.SHIPPED: _("on its way"),
    OrderStatus.DELIVERED: _("delivered"),
    OrderStatus.COMPLETED: _("completed"),
    OrderStatus.CANCEL_REQUESTED: _("the buyer asks to cancel"),
    OrderStatus.CANCELLED: _("cancelled"),
    OrderStatus.DELIVERY_FAILED: _("delivery failed"),
    OrderStatus.RETURNING: _("coming back"),
    OrderStatus.UNKNOWN: _("unknown"),
}


class ChannelOrder(models.Model):
    """An order as the channel reports it. Amounts in whole đồng, never recomputed; buyers stay masked."""

    class State(models.TextChoices):
        HELD = "held", _("held: a person has to decide")
        PLACED = "placed", _("placed")
        CLOSED = "closed", _("ended before it was placed")

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="channel_orders")
    remote_id = models.CharField(_("order on the channel"), max_length=64)
    status = models.CharField(_("status"), max_length=20, choices=[(one.value, one.value) for one in OrderStatus])
    remote_status = models.CharField(_("the channel's word"), max_length=40)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.HELD)
    cod = models.BooleanField(_("cash on delivery"), default=False)
    currency = models.CharField(max_length=3, default="VND")
    total = models.BigIntegerField(_("total as reported"), null=True, blank=True)
    shipping_fee = models.BigIntegerField(_("shipping fee as reported"), null=True, blank=True)
    fees = models.JSONField(_("fees and withheld tax as reported"), default=dict, blank=True)
    recipient = models.JSONField(_("recipient as given"), default=dict, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    parcel_id = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("bought"))
    updated_at = models.DateTimeField(_("changed"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    ship_by = models.DateTimeField(_("ship by"), null=True, blank=True)
    taken_in_at = models.DateTimeField(auto_now_add=True)
    orders = models.ManyToManyField("order.Order", related_name="channel_orders", blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("channel order")
        verbose_name_plural = _("channel orders")
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="one_channel_order")]

    def __str__(self) -> str:
        return self.remote_id

    @property
    def status_words(self) -> str:
        """Where it stands on the channel, in the reader's language."""
        return str(STATUS_WORDS[OrderStatus(self.status)])


class ChannelOrderLine(models.Model):
    """One line; `record` is empty until we know which product of ours it is."""

    channel_order = models.ForeignKey(ChannelOrder, on_delete=models.CASCADE, related_name="lines")
    line_id = models.CharField(max_length=64)
    item_id = models.CharField(max_length=64)
    model_id = models.CharField(max_length=64, blank=True)
    sku = models.CharField(max_length=100, blank=True)
    title = models.CharField(_("product there"), max_length=300)
    variation = models.CharField(_("variant there"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("units"))
    original_price = models.BigIntegerField(_("list price"), null=True, blank=True)
    unit_price = models.BigIntegerField(_("price paid"), null=True, blank=True)
    cancelled = models.PositiveIntegerField(_("cancelled units"), default=0, help_text=_("while the order goes on"))
    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("channel_order", "pk")
        verbose_name = _("channel order line")
        verbose_name_plural = _("channel order lines")
        constraints = [
            models.UniqueConstraint(fields=["channel_order", "line_id"], name="one_channel_line"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="channel_line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def standing(self) -> int:
        """Units that the buyer still wants."""
        return self.quantity - self.cancelled

    @property
    def price_each(self) -> Decimal:
        """What the buyer pays for one, in đồng; the list price where the channel names none for the line."""
        price = self.unit_price if self.unit_price is not None else self.original_price
        return Decimal(price or 0)


class Shortage(models.Model):
    """A channel sold units that we do not have. While open, every channel shows 0 of that record."""

    channel_order = models.ForeignKey(ChannelOrder, on_delete=models.CASCADE, related_name="shortages")
    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="shortages")
    wanted = models.PositiveIntegerField(_("sold"))
    available = models.PositiveIntegerField(_("available then"))
    found_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-found_at", "-pk")
        verbose_name = _("shortage")
        verbose_name_plural = _("shortages")
        constraints = [models.UniqueConstraint(fields=["channel_order", "record"], name="one_shortage")]
        indexes = [models.Index(fields=["record"], condition=models.Q(resolved_at=None), name="shortage_open")]

    def __str__(self) -> str:
        return f"{self.wanted} > {self.available}: {self.record_id}"


class SkuAlias(models.Model):
    """Somebody said: that thing on the channel is this product of ours."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="aliases")
    item_id = models.CharField(max_length=64)
    model_id = models.CharField(max_length=64, blank=True)
    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="channel_aliases")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("SKU alias")
        verbose_name_plural = _("SKU aliases")
        constraints = [models.UniqueConstraint(fields=["account", "item_id", "model_id"], name="one_alias")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.model_id} → {self.record_id}"
