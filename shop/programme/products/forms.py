"""The parts of the product page as forms. They check; saving is `editor.Editor`'s."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import truncatechars
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalogue.certification.groups import CURRENT
from catalogue.certification.models import ProductGroup
from catalogue.models import Product
from catalogue.provenance.editing import FACTS
from catalogue.provenance.models import Paper, ProductSheet, ProductText
from catalogue.provenance.photos import MOST_BYTES, SHORTEST_SIDE
from catalogue.provenance.titles import without_stars

from .selling import record_of, sku_is_taken
from .variants import OF_ONE_SIZE

TOO_LITTLE = _("The amount is above 0.")


class DongField(forms.CharField):
    """Whole đồng, typed as `85000`, `85.000` or `85 000 ₫`."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        return f"{int(value):,}".replace(",", ".") if isinstance(value, Decimal) else value

    def clean(self, value):
        typed = re.sub(r"[\s.\u00a0₫đ]", "", super().clean(value), flags=re.IGNORECASE)
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or len(typed) > 10 or int(typed) == 0:
            raise ValidationError(_("The price is a whole number of đồng above 0."), code="price")
        return Decimal(typed)


class FactsForm(forms.ModelForm):
    """Title and label facts of a product or family. A family's sizes carry net content and bar code themselves."""

    title = forms.CharField(
        label=_("Product name"),
        max_length=255,
        help_text=_("As on the label, without stars."),
        validators=[without_stars],
    )

    trace_url = forms.URLField(
        label=_("Trace link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Where the QR code on the pack leads."),
    )

    class Meta:
        model = ProductSheet
        fields = FACTS
        widgets = {
            "ingredients": forms.Textarea(attrs={"rows": 2}),
            "usage": forms.Textarea(attrs={"rows": 2}),
            "story": forms.Textarea(attrs={"rows": 7}),
        }
        help_texts = {
            "ingredients": _("Material for crafts. Alcohol: with % vol."),
            "gtin": _("The number under the bar code; its last digit is checked."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = self.instance.product.title
        self.fields["group"].queryset = ProductGroup.objects.filter(legal_document=CURRENT).order_by("set_no")
        if self.instance.product.is_parent:
            for name in OF_ONE_SIZE:
                del self.fields[name]
        else:
            _as_amount(self)

    def clean_net_content(self):
        return _positive(self.cleaned_data["net_content"])


class TextsForm(forms.Form):
    """The product in another language: a field for each thing told in Vietnamese, whose words stand below it."""

    def __init__(self, data=None, *, product: Product, language: str, name: str):
        super().__init__(data if data is None or self._is_posted(data, language) else None, prefix=f"text-{language}")
        self.language, self.name = language, name
        told = next((text for text in product.texts.all() if text.language == language), ProductText())
        for field in ProductText.FIELDS:
            said = product.title if field == "title" else getattr(product.sheet, field)
            if said or getattr(told, field):
                self.fields[field] = self._field(field, said, getattr(told, field))

    @staticmethod
    def _is_posted(data, language: str) -> bool:
        return any(key.startswith(f"text-{language}-") for key in data)

    @staticmethod
    def _field(name: str, said: str, told: str) -> forms.Field:
        column = ProductText._meta.get_field(name)
        long = name in ("story", "ingredients", "usage")
        return forms.CharField(
            label=capfirst(column.verbose_name),
            max_length=column.max_length,
            initial=told,
            required=False,
            help_text=truncatechars(said, 200),
            widget=forms.Textarea(attrs={"rows": 5 if name == "story" else 2}) if long else forms.TextInput(),
            validators=[without_stars] if name == "title" else [],
        )


class OfferForm(forms.Form):
    """SKU and price of one sellable product."""

    sku = forms.CharField(label=_("SKU"), max_length=60, required=False, help_text=_("Left empty we make one."))
    price = DongField(label=_("Price (đồng, tax included)"), required=False)

    def __init__(self, *args, product: Product | None, partner, **kwargs):
        self.partner = partner
        self.record = record_of(product) if product else None
        if self.record:
            kwargs["initial"] = {"sku": self.record.partner_sku, "price": self.record.price}
        super().__init__(*args, **kwargs)

    def clean_sku(self):
        sku = self.cleaned_data["sku"].strip()
        if sku and sku_is_taken(self.partner, sku, but=self.record):
            raise ValidationError(_("Other goods of this producer have this SKU."), code="sku")
        return sku


class VariantForm(OfferForm):
    """One pack size of a family; left wholly empty when it is the row for a new one."""

    net_content = forms.DecimalField(
        label=_("Net content"), max_digits=9, decimal_places=3, required=False, localize=True
    )
    net_unit = forms.ChoiceField(label=_("Unit"), choices=[("", "—"), *ProductSheet.Unit.choices], required=False)
    gtin = forms.CharField(label="GTIN", max_length=14, required=False)
    parcel_weight = forms.IntegerField(label=_("Parcel weight (g)"), min_value=1, max_value=100_000, required=False)
    is_public = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    field_order = ["net_content", "net_unit", "sku", "price", "gtin", "parcel_weight", "is_public"]
    FACTS = ("net_content", "net_unit", "gtin", "parcel_weight")

    def __init__(self, *args, product: Product | None, **kwargs):
        super().__init__(*args, product=product, **kwargs)
        self.product = product
        if product:
            facts = {name: getattr(product.sheet, name) for name in self.FACTS}
            self.initial |= {**facts, "is_public": product.is_public}
            _as_amount(self)
        self.fields["gtin"].validators += ProductSheet._meta.get_field("gtin").validators

    @property
    def is_filled(self) -> bool:
        return self.product is not None or bool(set(self.changed_data) - {"is_public"})

    def clean_net_content(self):
        return _positive(self.cleaned_data["net_content"])

    def clean(self):
        measured = self.cleaned_data.get("net_content") and self.cleaned_data.get("net_unit")
        if self.is_filled and not measured and "net_content" not in self.errors:
            self.add_error("net_content", _("A pack size needs its amount and unit."))
        return self.cleaned_data

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.FACTS}


class StockForm(forms.Form):
    """Units that came in, or that were counted; the button says which."""

    units = forms.IntegerField(label=_("Units"), min_value=0, max_value=1_000_000, required=False)
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)


class PhotoForm(forms.Form):
    alt = forms.CharField(
        label=_("What the photo shows"),
        max_length=200,
        required=False,
        help_text=_("Read aloud to those who do not see it."),
    )
    place = forms.IntegerField(widget=forms.HiddenInput, required=False)
    x = forms.IntegerField(label=_("from the left"), min_value=0, required=False)
    y = forms.IntegerField(label=_("from the top"), min_value=0, required=False)
    size = forms.IntegerField(label=_("side of the square"), min_value=SHORTEST_SIDE, required=False)


class PaperForm(forms.ModelForm):
    """One paper behind the product; the row for a new one may stay empty."""

    class Meta:
        model = Paper
        fields = ("kind", "number", "issued_by", "issued_on", "valid_to", "scan")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("issued_on", "valid_to")
        }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_permitted", kwargs.get("instance") is None or kwargs["instance"].pk is None)
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["scan"].widget = forms.FileInput(attrs={"accept": "application/pdf"})

    def clean_scan(self):
        """PDF by its first bytes, under a name of ours: the file is served from our own address."""
        scan = self.cleaned_data["scan"]
        if not scan or not hasattr(scan, "content_type"):
            return scan
        if scan.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB."), code="large")
        scan.seek(0)
        if scan.read(5) != b"%PDF-":
            raise ValidationError(_("A scan is a PDF file."), code="pdf")
        scan.seek(0)
        scan.name = "scan.pdf"
        return scan

    def clean(self):
        issued, ends = self.cleaned_data.get("issued_on"), self.cleaned_data.get("valid_to")
        if issued and ends and ends < issued:
            self.add_error("valid_to", _("This day lies before the day of issue."))
        return self.cleaned_data


def _as_amount(form) -> None:
    """Show `500`, not `500,000`, and read `0,5` as well as `0.5`."""
    field = form.fields["net_content"]
    field.localize = True
    field.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    field.widget.is_localized = True
    if amount := form.initial.get("net_content"):
        form.initial["net_content"] = Decimal(f"{amount.normalize():f}")


def _positive(amount: Decimal | None) -> Decimal | None:
    if amount is not None and amount <= 0:
        raise ValidationError(TOO_LITTLE, code="amount")
    return amount
