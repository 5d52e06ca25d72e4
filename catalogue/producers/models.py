from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.places.models import Commune, Province
from catalogue.slugs import fold, slugify


class ProducerQuerySet(models.QuerySet["Producer"]):
    def of(self, user) -> "ProducerQuerySet":
        """The producers that this user works for (law 10: views have no other way to the data)."""
        return self.filter(partner__users=user) if user.is_authenticated else self.none()


class Producer(models.Model):
    """An OCOP subject (chủ thể), one-to-one with an Oscar Partner. Decision 26/2026/QĐ-TTg Art. 1.2 and 2.3."""

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("cooperative")
        COOPERATIVE_GROUP = "cooperative_group", _("cooperative group")
        ENTERPRISE = "enterprise", _("enterprise")
        FARM = "farm", _("farm")
        HOUSEHOLD = "household", _("household business")
        ASSOCIATION = "association", _("association")

    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="producer")
    name = models.CharField(_("name"), max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True, db_index=True)
    address = models.CharField(_("address now"), max_length=300, blank=True)
    address_printed = models.CharField(_("address as printed in the decision"), max_length=300, blank=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True, related_name="producers")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="producers")
    phone = models.CharField(_("public phone"), max_length=20, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    story = models.TextField(_("story"), blank=True)
    representative = models.CharField(_("legal representative"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("fictitious, for the demo"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("producer")
        verbose_name_plural = _("producers")
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"], condition=~models.Q(tax_code=""), name="one_producer_per_tax_code"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.folded_name = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def slug(self) -> str:
        return slugify(self.name)

    @property
    def place_name(self) -> str:
        """Commune and province as they are called now, as far as known."""
        return ", ".join(map(str, self._places))

    @property
    def place_renamed(self) -> str:
        """`place_name` where the printed address calls the place, or its province, otherwise; else empty."""
        printed = [fold(part) for part in self.address_printed.split(",")]
        named = all(any(part.endswith(fold(str(place))) for part in printed) for place in self._places)
        return "" if named else self.place_name

    @property
    def _places(self) -> list[Commune | Province]:
        return [place for place in (self.commune, self.province) if place]

    def get_absolute_url(self) -> str:
        return reverse("producers:detail", kwargs={"slug": self.slug, "pk": self.pk})


class ProducerChange(models.Model):
    """Who changed what of a producer, and when: `what` is `{field: [old, new]}`. Append-only, for staff only."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    what = models.JSONField(_("what"))

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("change of a producer")
        verbose_name_plural = _("changes of a producer")

    def __str__(self) -> str:
        return f"{self.producer_id}: {', '.join(self.what)}"
