"""Attempts to pay, accounts to pay to, and what banks say has come in. Money in whole đồng."""

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .banks import BANKS, choices


class PaymentAccount(models.Model):
    """A bank account money may be sent to: the operator's (producer empty) or one producer's own."""

    producer = models.ForeignKey(
        "producers.Producer",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="payment_accounts",
        verbose_name=_("producer"),
        help_text=_("Empty: the shop's own account."),
    )
    bank_bin = models.CharField(_("bank"), max_length=6, choices=choices)
    number = models.CharField(
        _("account number"),
        max_length=19,
        validators=[RegexValidator(r"^[A-Za-z0-9]+$", _("Digits and letters only, no blanks."))],
    )
    holder = models.CharField(_("account holder"), max_length=120)
    has_webhook = models.BooleanField(
        _("SePay reports its money"),
        default=False,
        help_text=_("Units are then held for 30 minutes only; without it for a day, until a statement is imported."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("payment account")
        verbose_name_plural = _("payment accounts")

    def __str__(self) -> str:
        return f"{self.bank_name} {self.number}"

    @property
    @display(description=_("Bank"))
    def bank_name(self) -> str:
        return BANKS.get(self.bank_bin, self.bank_bin)

    def clean(self) -> None:
        """What buyers were told to pay to is never rewritten."""
        super().clean()
        stored = PaymentAccount.objects.filter(pk=self.pk).first() if self.pk else None
        fixed = ("producer_id", "bank_bin", "number")
        changed = stored and any(getattr(stored, name) != getattr(self, name) for name in fixed)
        if changed and self.attempts.exists():
            raise ValidationError(
                _("Buyers were given this account already. Take it out of use and make a new one instead."),
                code="in_use",
            )


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
    account = models.ForeignKey(
        PaymentAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reference = models.CharField(max_length=80, blank=True, db_index=True)
    # At a provider: its key of this try and of the payment that came of it, and the words in which the try was asked
    # for, kept before asking, so that asking again under the same idempotency key says the same.
    remote_id = models.CharField(max_length=255, blank=True)
    remote_payment = models.CharField(max_length=255, blank=True, db_index=True)
    asked = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        indexes = [models.Index(fields=["expires_at"], condition=models.Q(state="pending"), name="pending_by_expiry")]
        constraints = [
            models.UniqueConstraint(
                fields=["remote_id"], condition=~models.Q(remote_id=""), name="one_try_per_remote_id"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.state}"

    @property
    def is_cancelled(self) -> bool:
        """Given up by a person before its time ran out."""
        if self.state != self.State.LAPSED or self.settled_at is None or self.expires_at is None:
            return False
        return self.settled_at < self.expires_at

    @property
    def state_label(self) -> str:
        return gettext("cancelled") if self.is_cancelled else self.get_state_display()


class ProviderEvent(models.Model):
    """A provider's message that was acted on: each is acted on once."""

    source = models.CharField(max_length=12)
    remote_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("provider's message")
        verbose_name_plural = _("providers' messages")
        constraints = [models.UniqueConstraint(fields=["source", "remote_id"], name="acted_on_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.remote_id}"


class Refund(models.Model):
    """Money that goes back from one payment, for one order if it is known for which."""

    class State(models.TextChoices):
        PENDING = "pending", _("on its way back")
        DONE = "done", _("sent back")
        FAILED = "failed", _("could not be sent back")

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="refunds")
    # What of one transfer was too much: no part of what was paid for the orders.
    money = models.ForeignKey(
        "BankTransaction", on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    by_hand = models.BooleanField(_("sent back by hand"), default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remote_id = models.CharField(max_length=255, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_of_some_money"),
            models.UniqueConstraint(
                fields=["remote_id"], condition=~models.Q(remote_id=""), name="one_refund_per_remote_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"


class StatementImport(models.Model):
    """An uploaded bank statement: the rows that were shown are stored, and those are what is applied, once."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.PROTECT, verbose_name=_("payment account"))
    file_name = models.CharField(_("file"), max_length=255)
    rows = models.JSONField(editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-uploaded_at",)
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.file_name


class BankTransaction(models.Model):
    """Money that a bank says has come in, once per bank's own key, and what we made of it."""

    class Outcome(models.TextChoices):
        EXACT = "exact", _("paid exactly")
        HELD = "held", _("paid while the order is on hold")
        UNDER = "under", _("too little")
        OVER = "over", _("too much")
        LATE = "late", _("came too late")
        DUPLICATE = "duplicate", _("paid twice")
        UNMATCHED = "unmatched", _("belongs to nothing we know")

    class Resolution(models.TextChoices):
        ATTACHED = "attached", _("put to a purchase")
        REFUNDED = "refunded", _("sent back by hand")

    PAYS = (Outcome.EXACT, Outcome.HELD)

    source = models.CharField(_("told by"), max_length=12)
    remote_id = models.CharField(max_length=80)
    bank_reference = models.CharField(_("bank's reference"), max_length=80, blank=True)
    account_number = models.CharField(_("account number"), max_length=30)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=0)
    content = models.CharField(_("transfer message"), max_length=500, blank=True)
    occurred_at = models.DateTimeField(_("at the bank"))
    received_at = models.DateTimeField(_("told to us"), auto_now_add=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.UNMATCHED, db_index=True
    )
    attempt = models.ForeignKey(
        PaymentAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="transactions"
    )
    excess = models.DecimalField(
        _("still to go back"),
        max_digits=12,
        decimal_places=0,
        default=0,
        help_text=_("What was put to a purchase and is more than it took, until a person settles it."),
    )
    resolution = models.CharField(_("settled"), max_length=10, choices=Resolution.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name = _("money received")
        verbose_name_plural = _("money received")
        constraints = [
            models.UniqueConstraint(fields=["source", "remote_id"], name="told_once_by_its_source"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="money_that_came_in"),
            models.CheckConstraint(
                condition=models.Q(excess__gte=0, excess__lte=models.F("amount")), name="excess_within_the_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.outcome}"

    @property
    def is_open(self) -> bool:
        """A person still has to say what it is."""
        return self.outcome != self.Outcome.EXACT and not self.resolution

    @property
    def is_kept(self) -> bool:
        """It counts for the purchase that it was matched or put to."""
        return self.resolution == self.Resolution.ATTACHED or (self.outcome in self.PAYS and not self.resolution)


class CodRemittance(models.Model):
    """What a carrier handed over at once of the cash that it collected at doors."""

    carrier = models.CharField(_("carrier"), max_length=60)
    reference = models.CharField(_("carrier's reference"), max_length=80)
    received_on = models.DateField(_("received on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=0)
    attempts = models.ManyToManyField(PaymentAttempt, related_name="remittances")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-received_on", "-pk")
        verbose_name = _("carrier's remittance")
        verbose_name_plural = _("carriers' remittances")

    def __str__(self) -> str:
        return f"{self.carrier} {self.reference}"
