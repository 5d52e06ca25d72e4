"""Problems that visitors report, each kind with the times that we promise (Decree 248/2026 Art. 7, domain/law.md)."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.certification.states import today

from .days import after_working_days

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L: numbers are read out on the phone


@dataclass(frozen=True)
class Promise:
    """First reply in working days, solution in calendar days, both counted from the day of the report."""

    reply_days: int
    solve_days: int


class Kind(models.TextChoices):
    GOODS = "goods", _("goods damaged, wrong or missing")
    STAR = "star", _("a star or a certificate that is not right")
    INFORMATION = "information", _("wrong text, picture or price")
    MONEY = "money", _("payment or refund")
    DELIVERY = "delivery", _("delivery")
    PRIVACY = "privacy", _("my personal data")
    OTHER = "other", _("something else")


PROMISES = {
    Kind.GOODS: Promise(1, 7),
    Kind.STAR: Promise(1, 3),
    Kind.INFORMATION: Promise(1, 3),
    Kind.MONEY: Promise(2, 10),
    Kind.DELIVERY: Promise(1, 5),
    Kind.PRIVACY: Promise(2, 10),
    Kind.OTHER: Promise(2, 10),
}


def new_number() -> str:
    return "PA-" + "".join(secrets.choice(ALPHABET) for _position in range(7))


class Report(models.Model):
    """One reported problem. What the visitor wrote is never edited; state, answer and `handled_by` are the office's."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        SOLVED = "solved", _("solved")
        SPAM = "spam", _("not a report")

    number = models.CharField(_("number"), max_length=12, unique=True, default=new_number, editable=False)
    kind = models.CharField(_("what is it about"), max_length=12, choices=Kind.choices)
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    order_number = models.CharField(_("order number"), max_length=40, blank=True)
    text = models.TextField(_("what happened"), max_length=4000, validators=[MinLengthValidator(10)])
    name = models.CharField(_("your name"), max_length=120, blank=True)
    phone = models.CharField(_("your phone"), max_length=20, blank=True)
    email = models.EmailField(_("your e-mail"), blank=True)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)
    reply_by = models.DateField(_("first reply by"), editable=False)
    solve_by = models.DateField(_("solution by"), editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW)
    answer = models.TextField(_("what we answered and did"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )

    class Meta:
        ordering = ("-reported_at",)
        verbose_name = _("reported problem")
        verbose_name_plural = _("reported problems")

    def __str__(self) -> str:
        return f"{self.number} · {self.get_kind_display()}"

    def save(self, *args, **kwargs) -> None:
        if not self.reply_by:
            self.promise_from(today())
        super().save(*args, **kwargs)

    def promise_from(self, day: date) -> None:
        promise = PROMISES[Kind(self.kind)]
        self.reply_by = after_working_days(day, promise.reply_days)
        self.solve_by = day + timedelta(days=promise.solve_days)

    @property
    def is_late(self) -> bool:
        due = {self.State.NEW: self.reply_by, self.State.ANSWERED: self.solve_by}.get(self.State(self.state))
        return due is not None and due < today()
