from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.accounts.phones import normalise_phone

from .models import Kind, Report


class ReportForm(forms.ModelForm):
    """What a visitor tells us. `website` is a trap: people do not see it, scripts fill it in."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    class Meta:
        model = Report
        fields = ("kind", "text", "order_number", "name", "phone", "email")
        labels = {"kind": _("What is it about?"), "text": _("What happened?")}
        help_texts = {"order_number": _("If it is about an order: the number in your confirmation.")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *Kind.choices]

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        return normalise_phone(typed) if typed else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not (cleaned["phone"] or cleaned["email"]):
            lacking = ValidationError(_("Leave a phone number or an e-mail, so that we can answer."), code="no_contact")
            self.add_error("phone", lacking)
        return cleaned

    @property
    def is_from_a_script(self) -> bool:
        return bool(self.data.get("website"))
