from django import forms
from django.utils.translation import gettext_lazy as _

from shop.accounts.phones import normalise_phone
from shop.checkout.references import read_order_number, read_reference


class TrackForm(forms.Form):
    number = forms.CharField(
        label=_("Order number or purchase code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national"})
    )

    def clean_number(self) -> str:
        """The number of an order, or the code of a purchase, which has no hyphen."""
        typed = self.cleaned_data["number"]
        number = read_order_number(typed) or read_reference(typed)
        if number is None:
            raise forms.ValidationError(_("This is not one of our numbers: one sign is missing or wrong."))
        return number

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])
