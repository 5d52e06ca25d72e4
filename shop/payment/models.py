"""Attempts to pay, and accounts to pay to. Money in whole đồng."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentAccount(models.Model):
    """A bank account money may be sent to: the operator's (producer empty) or one producer's own."""

    producer = models.ForeignKey(
        "producers.Producer", on_delete=models.CASCADE, null=True, blank=True, related_name="payment_accounts"
    )
    bank_bin = models.CharField(_("bank (NAPAS BIN)"), max_length=6)
    number = models.CharField(_("account number"), max_length=19)
    holder = models.CharField(_("account holder"), max_length=120)

    class Meta:
        verbose_name = _("payment account")
        verbose_name_plural = _("payment accounts")

    def __str__(self) -> str:
        return f"{self.bank_bin} {self.number}"


class PaymentAttempt(models.Model):
    """One try to pay one purchase (or, in the intermediary model, one order of it)."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        PAID = "paid", _("paid")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("lapsed")
        COLLECTED = "collected", _("collected by the carrier")
        REMITTED = "remitted", _("remitted")

    purchase = models.ForeignKey("checkout.Purchase", on_delete=models.PROTECT, related_name="attempts")
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="attempts")
    method = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=12, decimal_places=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reference = models.CharField(max_length=80, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.state}"
