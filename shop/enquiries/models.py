"""Booking requests for tourism services: no parcel, no payment, the producer answers by phone."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.producers.models import Producer

MOST_PEOPLE = 100


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def of(self, user) -> "EnquiryQuerySet":
        """Those for the services of producers that this user works for (law 10)."""
        return self.filter(product__sheet__producer__in=Producer.objects.of(user))

    def open(self) -> "EnquiryQuerySet":
        """Those that wait for an answer. One without a phone was forgotten: nobody can be called any more."""
        return self.filter(answered_at=None, phone__gt="")

    def open_first(self) -> "EnquiryQuerySet":
        """Those that wait for an answer on top, newest first in both parts."""
        return self.alias(is_waiting=Q(answered_at=None, phone__gt="")).order_by("-is_waiting", "-created_at", "-pk")


class Enquiry(models.Model):
    """What a visitor asks of a producer. `language` is the one she reads, `day` the one she would like to come."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="enquiries", verbose_name=_("product")
    )
    name = models.CharField(_("your name"), max_length=120)
    phone = models.CharField(_("your phone"), max_length=20)
    day = models.DateField(_("day you would like to come"))
    people = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    message = models.TextField(_("your message"), max_length=1000, blank=True)
    consent_version = models.CharField(max_length=20, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, editable=False)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("booking request")
        verbose_name_plural = _("booking requests")

    def __str__(self) -> str:
        return f"{self.product} · {self.day:%d/%m/%Y}"

    @property
    def desk_url(self) -> str:
        return f"{reverse('desk:enquiries')}#enquiry-{self.pk}"
