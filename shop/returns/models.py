from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.producers.models import Producer


class ReturnQuerySet(models.QuerySet["ReturnRequest"]):
    def of(self, user) -> "ReturnQuerySet":
        """Those of the orders that this user may handle (law 10)."""
        return self.filter(order__facts__producer__in=Producer.objects.of(user))

    def for_display(self) -> "ReturnQuerySet":
        return self.select_related("order__facts__purchase", "order__facts__producer").prefetch_related("lines__line")


class ReturnRequest(models.Model):
    """Goods of one order that go back: what the buyer asks, what the producer answers, what arrived. Never deleted."""

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("it came damaged or spoiled")
        WRONG = "wrong", _("it is not what I ordered")
        MISSING = "missing", _("something is missing")
        OTHER = "other", _("something else")
        UNDELIVERED = "undelivered", _("the parcel was not accepted at the door")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the producer's answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        RECEIVED = "received", _("the goods are back")

    BUYERS_REASONS = (Reason.DAMAGED, Reason.WRONG, Reason.MISSING, Reason.OTHER)

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="returns")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    text = models.CharField(_("in the buyer's words"), max_length=1000, blank=True)
    pay_back_to = models.CharField(
        _("bank account to pay back to"), max_length=200, blank=True, help_text=_("of cash on delivery; office only")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED, db_index=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(_("goods back"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("return request")
        verbose_name_plural = _("return requests")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state__in=["asked", "accepted"]), name="one_open_return_per_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ASKED, self.State.ACCEPTED)


class ReturnLine(models.Model):
    """So many units of an order's line; of those that came back `restocked` can be sold again, the rest is lost."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="returned")
    quantity = models.PositiveIntegerField(_("units"))
    restocked = models.PositiveIntegerField(_("put back on the shelf"), default=0)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="one_row_per_returned_line"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="something_is_returned"),
            models.CheckConstraint(
                condition=models.Q(restocked__lte=models.F("quantity")), name="no_more_restocked_than_returned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def worth(self):
        """What the buyer paid for these units, in whole đồng."""
        return (self.line.line_price_incl_tax * self.quantity / self.line.quantity).quantize(1)
