"""Forms of the register's screens. They check shapes; the rules are in `catalogue.certification.events`."""

from wagtail.admin.widgets import AdminDateInput

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.certification import events, evidence
from catalogue.certification.models import Certificate, CertificateEvent, Decision, EvidenceLevel
from catalogue.certification.states import today
from catalogue.places.choosing import PlaceField
from catalogue.producers.models import Producer


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("The list of a decision as your office keeps it: .xlsx or .csv, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    evidence = forms.ChoiceField(
        label=_("What proves it"),
        choices=EvidenceLevel.choices,
        initial=EvidenceLevel.A,
        help_text=_("A star is shown only for a signed decision or government news that it was awarded."),
    )


class DayField(forms.DateField):
    """A day in the Vietnamese or the ISO way of writing."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", AdminDateInput(format="%d/%m/%Y"))
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"], **kwargs)


class ActForm(forms.Form):
    """What every act needs: the day and, for most, a note."""

    on = DayField(label=_("On"), initial=today)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, certificate: Certificate, **kwargs):
        self.certificate = certificate
        super().__init__(*args, **kwargs)


class WithdrawForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Ground (26/2026/QĐ-TTg Art. 8.1)"), choices=CertificateEvent.Ground.choices, widget=forms.RadioSelect
    )
    decision_number = forms.CharField(
        label=_("Number of the withdrawal decision"),
        required=False,
        max_length=60,
        help_text=_("Shown in the history and on the proof page. Leave it empty while you do not have it."),
    )
    sure = forms.BooleanField(
        label=_("Yes, withdraw it: the star goes from every page at once and cannot come back by itself.")
    )
    field_order = ["on", "ground", "decision_number", "note", "sure"]


class ExtendForm(ActForm):
    until = DayField(label=_("Extended until"), help_text=_("At most 180 days after its end."))
    note = forms.CharField(label=_("On what it rests"), widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(
        label=_("Yes, the authority extended it, and the paper is named above."),
        help_text=_(
            "Art. 12 of 26/2026/QĐ-TTg is for certificates that ended too soon to be filed in the window; "
            "this one has a window of its own."
        ),
    )
    field_order = ["on", "until", "note", "sure"]

    def __init__(self, *args, certificate: Certificate, **kwargs):
        super().__init__(*args, certificate=certificate, **kwargs)
        if not events.could_be_filed(certificate):
            del self.fields["sure"]


class FilingForm(ActForm):
    pass


class EvidenceForm(ActForm):
    evidence = forms.ChoiceField(label=_("What proves it"), choices=EvidenceLevel.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["on", "evidence", "note"]


class CandidacyForm(ActForm):
    on = DayField(label=_("Proposed on"), initial=today)
    field_order = ["on", "note"]


class DecisionForm(forms.ModelForm):
    """What proves a decision; its number, day and authority stay as printed."""

    checked_on = DayField(label=_("Register checked on"), required=False)
    scan = forms.FileField(
        label=_("Scan"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB. It stays in the office."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    class Meta:
        model = Decision
        fields = ["batch", "source_url", "checked_on", "scan"]

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > today():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean_scan(self):
        scan = self.cleaned_data["scan"]
        return evidence.checked_scan(scan) if "scan" in self.files else scan


class CorrectForm(ActForm):
    """The facts as printed, filled with what is recorded; what is changed here becomes a new record."""

    product_name = forms.CharField(label=_("Product as printed"), max_length=255)
    producer_name = forms.CharField(label=_("Producer as printed"), max_length=200)
    address = forms.CharField(label=_("Address as printed"), max_length=300, required=False)
    group_printed = forms.CharField(label=_("Group as printed"), max_length=160, required=False)
    star = forms.TypedChoiceField(label=_("Stars"), choices=[(n, f"{n} ★") for n in (3, 4, 5)], coerce=int)
    number = forms.CharField(label=_("Certificate number"), max_length=60, required=False)
    ocop_code = forms.CharField(label=_("OCOP code"), max_length=40, required=False)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to (last day)"))
    note = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))

    field_order = [
        "product_name", "producer_name", "address", "group_printed", "star", "number", "ocop_code", "valid_from",
        "valid_to", "on", "note",
    ]  # fmt: skip

    def __init__(self, *args, certificate: Certificate, **kwargs):
        super().__init__(*args, certificate=certificate, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(certificate, name, field.initial)


class ProducerForm(forms.ModelForm):
    class Meta:
        model = Producer
        fields = [
            "name",
            "kind",
            "tax_code",
            "address",
            "province",
            "commune",
            "phone",
            "email",
            "representative",
            "story",
        ]
        widgets = {"story": forms.Textarea(attrs={"rows": 6})}
        labels = {"province": _("Province"), "commune": _("Commune")}
        field_classes = {"province": PlaceField, "commune": PlaceField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        communes = self.fields["commune"].queryset
        province = self.data.get("province") or self.instance.province_id
        self.fields["commune"].queryset = communes.filter(province=province) if province else communes.none()

    def clean_tax_code(self) -> str:
        code = self.cleaned_data["tax_code"]
        other = Producer.objects.filter(tax_code=code).exclude(pk=self.instance.pk).first() if code else None
        if other:
            raise forms.ValidationError(_("%(name)s has this tax code."), params={"name": other})
        return code
