"""What is to be done once, what came in, and what was said on the wire."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .accounts import ChannelAccount


class Command(models.Model):
    """One act that a person asked for; it goes in the next visit, as soon as the orders are read."""

    class Kind(models.TextChoices):
        SHIP = "ship", _("arrange shipment")
        CANCEL = "cancel", _("cancel: out of stock")
        ACCEPT_CANCEL = "accept_cancel", _("accept the buyer's cancellation")
        REJECT_CANCEL = "reject_cancel", _("reject the buyer's cancellation")

    class State(models.TextChoices):
        PENDING = "pending", _("to be sent")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="commands")
    channel_order = models.ForeignKey("ChannelOrder", on_delete=models.CASCADE, related_name="commands")
    kind = models.CharField(_("act"), max_length=14, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    problem = models.JSONField(default=dict, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("command")
        verbose_name_plural = _("commands")
        constraints = [
            models.UniqueConstraint(
                fields=["channel_order", "kind"], condition=models.Q(state="pending"), name="one_pending_command"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.channel_order_id}"


class InboundEvent(models.Model):
    """A push as received and verified; the same bytes are kept once."""

    channel = models.CharField(max_length=30)
    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, null=True, related_name="events")
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    order_ids = models.JSONField(default=list)
    item_ids = models.JSONField(default=list)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("received_at", "pk")
        verbose_name = _("push")
        verbose_name_plural = _("pushes")
        indexes = [models.Index(fields=["account"], condition=models.Q(handled_at=None), name="event_unhandled")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"


READINGS = models.Q(method="GET", error="") & ~models.Q(operation__contains="cancel")
"""Calls that only read and went well; Lazada takes cancellations by GET too."""


class Call(models.Model):
    """One request and its answer, without secrets and buyers' data. Kept 30 days, a reading that went well
    2 days; `elapsed` in seconds."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, null=True, related_name="calls")
    channel = models.CharField(max_length=30)
    operation = models.CharField(_("operation"), max_length=120)
    method = models.CharField(max_length=6)
    url = models.TextField()
    request = models.TextField(blank=True)
    response = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("at"), db_index=True)
    elapsed = models.FloatField(_("seconds"), default=0)

    class Meta:
        ordering = ("-started_at", "-pk")
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    def __str__(self) -> str:
        return f"{self.operation} {self.status}"

    @property
    def is_reading(self) -> bool:
        """As `READINGS`."""
        return self.method == "GET" and not self.error and "cancel" not in self.operation
