import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.places.choosing import PlaceField
from catalogue.places.models import Commune, Province
from shop.accounts.phones import normalise_phone

from .tax_codes import is_tax_code


class AddressForm(forms.Form):
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        help_text=_("The courier calls this number."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "tel"}),
    )
    province = PlaceField(
        label=_("Province or city"),
        queryset=Province.objects.all(),
        empty_label=_("Choose"),
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    commune = PlaceField(
        label=_("Commune or ward"),
        queryset=Commune.objects.none(),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a commune or ward of this province.")},
    )
    line1 = forms.CharField(
        label=_("House, street, hamlet"),
        max_length=255,
        help_text=_("The old district may be written here too."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    notes = forms.CharField(label=_("Note for the seller"), max_length=500, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only if you want the confirmation by e-mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        province = self["province"].value()
        self.fields["commune"].queryset = (
            Commune.objects.filter(province=province) if province else Commune.objects.none()
        )

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])

    def kept(self) -> dict:
        """The accepted answers, as the session keeps them."""
        data = self.cleaned_data
        return {**data, "province": data["province"].pk, "commune": data["commune"].pk}


class DeliveryForm(forms.Form):
    payment_method = forms.CharField()
    wants_invoice = forms.BooleanField(
        label=_("I want an invoice for a company"),
        required=False,
        help_text=_("For this, fill in the three fields below. Without an invoice, leave them empty."),
    )
    tax_code = forms.CharField(
        label=_("Tax code"), max_length=14, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    company_name = forms.CharField(label=_("Name of the company"), max_length=200, required=False)
    company_address = forms.CharField(label=_("Address of the company"), max_length=300, required=False)

    def __init__(self, *args, refusals: dict[str, str], **kwargs):
        """`refusals`: why each method cannot be used, by its code; empty text if it can."""
        super().__init__(*args, **kwargs)
        self._refusals = refusals

    def clean_payment_method(self) -> str:
        code = self.cleaned_data["payment_method"]
        if code not in self._refusals:
            raise ValidationError(_("Choose how to pay."), code="unknown")
        if self._refusals[code]:
            raise ValidationError(self._refusals[code], code="refused")
        return code

    def clean_tax_code(self) -> str:
        """10 digits, 13 of a branch, or 12 of a person (Decree 254/2026 keeps these shapes)."""
        digits = re.sub(r"[\s\-.]", "", self.cleaned_data["tax_code"])
        if digits and not re.fullmatch(r"[0-9]{10}|[0-9]{12,13}", digits):
            raise ValidationError(_("A tax code has 10, 12 or 13 digits."), code="tax_code")
        if digits and not is_tax_code(digits):
            raise ValidationError(
                _("This tax code has a wrong digit. Please compare it with the one on your invoices."), code="tax_code"
            )
        return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits

    def clean(self) -> dict:
        data = super().clean()
        if data.get("wants_invoice"):
            for name in ("tax_code", "company_name", "company_address"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        elif data.get("tax_code"):
            self.add_error("wants_invoice", _("Tick this if you want the invoice, or leave the fields below empty."))
        return data


class ReviewForm(forms.Form):
    consent = forms.BooleanField(
        label=_("I agree to the terms of sale, and that my name, phone and address are used to deliver this order."),
        error_messages={"required": _("Tick this to order: without it we may not use your address to deliver.")},
    )
    of_age = forms.BooleanField(
        label=_("There is alcohol in this order: I am 18 or older, and so is whoever takes it at the door."),
        error_messages={"required": _("Tick this to order: alcohol is sold to adults only.")},
    )
    marketing_consent = forms.BooleanField(
        label=_("Tell me about new products and fairs. I can stop this at any time."), required=False
    )

    def __init__(self, *args, with_alcohol: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_alcohol:
            del self.fields["of_age"]
