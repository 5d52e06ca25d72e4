"""Law 1: on-hand = Σ movements, allocated = Σ reservations that are held."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StockMovement(models.Model):
    """Units that came, went or were counted. Append-only."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("received")
        COUNT = "count", _("counted")
        SALE = "sale", _("sold")
        RETURN = "return", _("returned")
        SPOILAGE = "spoilage", _("spoiled")
        CORRECTION = "correction", _("corrected")

    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="movements")
    quantity = models.IntegerField(_("units"), help_text=_("positive in, negative out"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    reservation = models.ForeignKey("Reservation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")

    def __str__(self) -> str:
        return f"{self.quantity:+d} {self.get_kind_display()}"


class Reservation(models.Model):
    """Units promised to somebody, by a claim that can be made only once (`order-line:7`, `shopee:1:2404…:0`)."""

    class State(models.TextChoices):
        HELD = "held", _("held")
        RELEASED = "released", _("released")
        CONSUMED = "consumed", _("consumed")

    record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField(_("units"))
    claim = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.HELD)
    order_line = models.OneToOneField(
        "order.Line", on_delete=models.PROTECT, null=True, blank=True, related_name="reservation"
    )
    expires_at = models.DateTimeField(_("lapses at"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="held_by_expiry"),
            models.Index(fields=["record"], condition=Q(state="held"), name="held_by_record"),
        ]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.record_id} ({self.get_state_display()})"
