from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.accounts.phones import normalise_phone

from .models import MOST_PEOPLE, Enquiry


class EnquiryForm(forms.ModelForm):
    """What a visitor asks of a producer on `today`. `website` is a trap, as in the reports' form."""

    consent = forms.BooleanField(
        label=_("I agree that my name, phone and message go to this producer, to answer this request.")
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    class Meta:
        model = Enquiry
        fields = ("name", "phone", "day", "people", "message")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "tel"}),
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "people": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "message": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].widget.attrs["min"] = today.isoformat()
        self.fields["people"].widget.attrs.update(min=1, max=MOST_PEOPLE)

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."), code="past")
        return day

    @property
    def is_from_a_script(self) -> bool:
        return bool(self.data.get("website"))
