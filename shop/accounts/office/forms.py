"""Forms for people in the office. Who may enter it follows from the groups; nobody ticks that by itself."""

from wagtail.users.forms import UserCreationForm, UserEditForm

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue.places.choosing import PlacesField
from catalogue.places.models import Province
from catalogue.provenance.models import OfficeProvince
from shop.accounts.models import User
from shop.accounts.phones import normalise_phone

FIELDS = ("full_name", "phone", "email", "is_active", "is_superuser", "groups")


class NameAndLogins(forms.Form):
    """One name, and the phone or e-mail (or both) that a person logs in by, each nobody else's."""

    first_name = last_name = None  # Wagtail asks for both; a Vietnamese name is one
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("People log in by phone or by e-mail: give at least one. A forgotten password needs an e-mail."),
    )

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"].lower() or None
        if email and self._others().filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody else has this e-mail address."), code="taken")
        return email

    def clean_phone(self) -> str | None:
        typed = self.cleaned_data["phone"]
        phone = normalise_phone(typed) if typed else None
        if phone and self._others().filter(phone=phone).exists():
            raise ValidationError(_("Somebody else has this phone number."), code="taken")
        return phone

    def clean(self) -> dict:
        cleaned = super().clean()
        if not {"phone", "email"} & set(self.errors) and not (cleaned["phone"] or cleaned["email"]):
            self.add_error("phone", ValidationError(_("Give a phone number or an e-mail address."), code="no_login"))
        return cleaned

    def _others(self):
        return User.objects.exclude(pk=self.instance.pk)


class PersonForm(NameAndLogins):
    """What adding and changing a person share."""

    provinces = PlacesField(
        label=_("Looks after these provinces only"),
        queryset=Province.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For programme staff. Without any, all provinces."),
    )

    def __init__(self, *args, by: User, **kwargs):
        """`by` is who fills the form in: only an administrator makes administrators."""
        super().__init__(*args, **kwargs)
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)
        if self.instance.pk:
            self.fields["provinces"].initial = self.instance.office_provinces.values_list("province", flat=True)

    def _clean_username(self) -> None:
        """Wagtail's own check takes two people without an e-mail address for one."""

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = self.instance.is_superuser or open_the_office(self.cleaned_data["groups"])
        person = super().save(commit)
        provinces = set(self.cleaned_data["provinces"])
        person.office_provinces.exclude(province__in=provinces).delete()
        for province in provinces:
            OfficeProvince.objects.get_or_create(user=person, province=province)
        return person


def open_the_office(groups) -> bool:
    right = {"permissions__content_type__app_label": "wagtailadmin", "permissions__codename": "access_admin"}
    return Group.objects.filter(pk__in=[group.pk for group in groups], **right).exists()


class NewPersonForm(PersonForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS


class ChangedPersonForm(PersonForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = FIELDS


class OwnNameForm(NameAndLogins, forms.ModelForm):
    """What people change of themselves."""

    class Meta:
        model = User
        fields = ("full_name", "phone", "email")
