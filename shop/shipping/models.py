"""Delivery rates as data: the shop's own (producer empty), or a producer's where she set any for that zone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShippingRate(models.Model):
    """What a parcel up to a weight costs, in whole đồng, how long it takes, and what it may carry."""

    class Zone(models.TextChoices):
        SAME_PROVINCE = "same_province", _("the producer's own province")
        OTHER = "other", _("another province")

    class Service(models.TextChoices):
        STANDARD = "standard", _("standard")
        COLD = "cold", _("kept cold on the way")

    producer = models.ForeignKey(
        "producers.Producer", on_delete=models.CASCADE, null=True, blank=True, related_name="shipping_rates"
    )
    zone = models.CharField(_("zone"), max_length=14, choices=Zone.choices)
    service = models.CharField(_("service"), max_length=8, choices=Service.choices, default=Service.STANDARD)
    takes_fragile = models.BooleanField(_("takes fragile goods"), default=True)
    up_to_grams = models.PositiveIntegerField(_("up to (g)"))
    price = models.DecimalField(_("price"), max_digits=9, decimal_places=0)
    min_days = models.PositiveSmallIntegerField(_("days at least"))
    max_days = models.PositiveSmallIntegerField(_("days at most"))

    class Meta:
        ordering = ("producer", "zone", "service", "up_to_grams")
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "zone", "service", "up_to_grams"], nulls_distinct=False, name="one_rate_per_band"
            ),
            models.CheckConstraint(condition=models.Q(max_days__gte=models.F("min_days")), name="rate_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_zone_display()}, {self.get_service_display()} ≤ {self.up_to_grams} g: {self.price}"


class FreeShipping(models.Model):
    """From this value of goods in one parcel on, delivery is free."""

    producer = models.OneToOneField(
        "producers.Producer", on_delete=models.CASCADE, null=True, blank=True, related_name="free_shipping"
    )
    from_amount = models.DecimalField(_("free from"), max_digits=12, decimal_places=0)

    class Meta:
        verbose_name = _("free delivery")
        verbose_name_plural = _("free delivery")

    def __str__(self) -> str:
        return f"≥ {self.from_amount}"
