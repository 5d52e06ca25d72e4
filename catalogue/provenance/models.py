"""What makes a product trustworthy beside its star: the product sheet, its papers and its price history."""

from decimal import Decimal

import biip.gtin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from catalogue.certification.models import ProductGroup
from catalogue.producers.models import Producer


def other_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def validate_gtin(value: str) -> None:
    """GTIN-8/12/13/14 with its check digit (GS1 General Specifications §7.9)."""
    try:
        biip.gtin.Gtin.parse(value)
    except biip.ParseError as error:
        raise ValidationError(_("This is not a valid GTIN: check the last digit."), code="gtin") from error


class ProductSheet(models.Model):
    """The label facts and the story of one product (domain/ocop.md §6.2, domain/law.md)."""

    class Unit(models.TextChoices):
        GRAM = "g", "g"
        KILOGRAM = "kg", "kg"
        MILLILITRE = "ml", "ml"
        LITRE = "l", "l"
        PIECE = "piece", _("piece")

    class Handling(models.TextChoices):
        FRAGILE = "fragile", _("fragile")
        COLD = "cold", _("kept cold")
        COLD_FRAGILE = "cold_fragile", _("kept cold and fragile")

    COLD = frozenset({Handling.COLD, Handling.COLD_FRAGILE})
    BREAKS = frozenset({Handling.FRAGILE, Handling.COLD_FRAGILE})

    product = models.OneToOneField("catalogue.Product", on_delete=models.CASCADE, related_name="sheet")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("producer"))
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets", verbose_name=_("group")
    )
    net_content = models.DecimalField(_("net content"), max_digits=9, decimal_places=3, null=True, blank=True)
    net_unit = models.CharField(_("unit"), max_length=5, choices=Unit.choices, blank=True)
    ingredients = models.TextField(_("ingredients"), blank=True)
    shelf_life = models.CharField(_("shelf life"), max_length=160, blank=True)
    storage = models.CharField(_("storage"), max_length=255, blank=True)
    allergens = models.CharField(_("allergens"), max_length=255, blank=True)
    usage = models.TextField(_("usage"), blank=True)
    origin = models.CharField(_("origin"), max_length=160, blank=True)
    gtin = models.CharField(_("GTIN"), max_length=14, blank=True, validators=[validate_gtin])
    parcel_weight = models.PositiveIntegerField(_("parcel weight (g)"), null=True, blank=True)
    parcel_length = models.PositiveSmallIntegerField(_("parcel length (cm)"), null=True, blank=True)
    parcel_width = models.PositiveSmallIntegerField(_("parcel width (cm)"), null=True, blank=True)
    parcel_height = models.PositiveSmallIntegerField(_("parcel height (cm)"), null=True, blank=True)
    handling = models.CharField(
        _("on the way"),
        max_length=12,
        choices=Handling.choices,
        blank=True,
        help_text=_("Empty: nothing special. Such goods are only sent where a delivery rate takes them."),
    )
    trace_url = models.URLField(_("trace link"), blank=True)
    trace_operator = models.CharField(_("trace system"), max_length=120, blank=True)
    story = models.TextField(_("story"), blank=True)
    is_demo = models.BooleanField(_("texts, price and photos invented for the demo"), default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("product sheet")
        verbose_name_plural = _("product sheets")

    def __str__(self) -> str:
        return f"{self.product}"

    @property
    def sold_online(self) -> bool:
        """False for tourism (booked with the producer) and, by default, alcohol (Law 44/2019)."""
        if self.group and self.group.is_alcohol:
            return settings.ALCOHOL_SOLD_ONLINE
        return not (self.group and self.group.is_tourism)

    @property
    def needs_cold(self) -> bool:
        return self.handling in self.COLD

    @property
    def size(self) -> str:
        """`500 g`, `5 kg` for 5,000 g, `0,5 kg` as on a label, or empty where no net content is stated."""
        if not self.net_content:
            return ""
        amount, unit = self.net_content, self.get_net_unit_display()
        larger = {self.Unit.GRAM: self.Unit.KILOGRAM, self.Unit.MILLILITRE: self.Unit.LITRE}.get(self.net_unit)
        if larger and amount >= 1000:
            amount, unit = amount / 1000, larger.label
        return f"{amount.normalize():f}".replace(".", ",") + f" {unit}"

    @property
    def size_told(self) -> str:
        """`size` as the page's language writes numbers: `0.5 kg`."""
        return self.size.replace(",", get_format("DECIMAL_SEPARATOR"))

    def unit_price(self, price: Decimal) -> tuple[Decimal, str] | None:
        """Price in whole đồng per 100 g or per litre, with its unit; None for goods sold by the piece."""
        per = {
            self.Unit.GRAM: (Decimal(100), "100 g"),
            self.Unit.KILOGRAM: (Decimal("0.1"), "100 g"),
            self.Unit.MILLILITRE: (Decimal(1000), str(_("litre"))),
            self.Unit.LITRE: (Decimal(1), str(_("litre"))),
        }.get(self.net_unit)
        if not self.net_content or per is None:
            return None
        amount, unit = per
        return (price * amount / self.net_content).quantize(Decimal(1)), unit


class ProductText(models.Model):
    """A product told in another language than Vietnamese; an empty field falls back."""

    FIELDS = ("title", "ingredients", "shelf_life", "storage", "allergens", "usage", "origin", "story")

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=7, choices=other_languages)
    title = models.CharField(_("name of the product"), max_length=255, blank=True)
    ingredients = models.TextField(_("ingredients"), blank=True)
    shelf_life = models.CharField(_("shelf life"), max_length=160, blank=True)
    storage = models.CharField(_("storage"), max_length=255, blank=True)
    allergens = models.CharField(_("allergens"), max_length=255, blank=True)
    usage = models.TextField(_("usage"), blank=True)
    origin = models.CharField(_("origin"), max_length=160, blank=True)
    story = models.TextField(_("story"), blank=True)

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        constraints = [models.UniqueConstraint(fields=["product", "language"], name="one_text_per_language")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.language}: {self.title}"


class Paper(models.Model):
    """A document behind a product or its producer, with its validity."""

    class Kind(models.TextChoices):
        FOOD_SAFETY = "food_safety", _("food-safety certificate of the facility")
        SELF_DECLARATION = "self_declaration", _("self-declaration of the product")
        TEST_REPORT = "test_report", _("test report")
        VIETGAP = "vietgap", "VietGAP"
        ORGANIC = "organic", _("organic certificate")
        HACCP = "haccp", "HACCP / ISO"
        TRADEMARK = "trademark", _("trademark")
        GI = "gi", _("right to a geographical indication")
        OTHER = "other", _("other")

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=80, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=160, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    scan = models.FileField(_("scan"), upload_to="papers/", blank=True)

    class Meta:
        ordering = ("kind", "-issued_on")
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class PricePoint(models.Model):
    """A price as it was set: a struck-through price is true only by these. Append-only; whole đồng."""

    record = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE, related_name="price_points")
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=0)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("record", "-since")
        verbose_name = _("price point")
        verbose_name_plural = _("price points")

    def __str__(self) -> str:
        return f"{self.price} ({self.since:%d/%m/%Y})"


class ProductChange(models.Model):
    """Who changed what of a product, and when: `what` is `{field: [old, new]}`. Append-only."""

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    what = models.JSONField(_("what"), encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("change of a product")
        verbose_name_plural = _("changes of a product")

    def __str__(self) -> str:
        return f"{self.product_id}: {', '.join(self.what)}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("A change that was recorded is not edited.")
        super().save(*args, **kwargs)


class OfficeProvince(models.Model):
    """Binds an officer to a province: with one or more rows the officer sees only producers of these provinces."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="office_provinces")
    province = models.ForeignKey("places.Province", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("province of an officer")
        verbose_name_plural = _("provinces of officers")
        constraints = [models.UniqueConstraint(fields=["user", "province"], name="one_row_per_officer_and_province")]

    def __str__(self) -> str:
        return f"{self.user} → {self.province}"


class ProductImport(models.Model):
    """An uploaded workbook of products: the plan that was shown is stored, and that plan is what is applied.

    `warnings` say what of the file was not read.
    """

    file_name = models.CharField(_("file"), max_length=255)
    plan = models.JSONField(editable=False)
    warnings = models.JSONField(default=list, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-uploaded_at",)
        verbose_name = _("import of products")
        verbose_name_plural = _("imports of products")

    def __str__(self) -> str:
        return self.file_name
