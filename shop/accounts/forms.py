from collections.abc import Iterable

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.forms import CharField, PasswordInput, TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import User


class PhoneOrEmailForm(AuthenticationForm):
    username = CharField(
        label=_("Phone or e-mail"), widget=TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": _("This phone or e-mail and password do not match. Check both and try again."),
        "inactive": _("This account is closed."),
    }


class ForgottenPasswordForm(PasswordResetForm):
    """Takes phone or e-mail; the link always goes to the e-mail address on the account."""

    email = CharField(
        label=_("Phone or e-mail"),
        max_length=254,
        widget=TextInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )

    def get_users(self, email: str) -> Iterable[User]:
        try:
            user = User.objects.by_login(email)
        except User.DoesNotExist:
            return []
        return [user] if user.is_active and user.email else []


_PASSWORD_RULES = _("At least 9 characters, not only digits, and not a password that everybody uses.")


class NewPasswordForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _PASSWORD_RULES


class ChangedPasswordForm(PasswordChangeForm, NewPasswordForm):
    pass


def _code_field() -> CharField:
    return CharField(
        label=pgettext_lazy("log-in", "Code"),
        max_length=20,
        widget=TextInput(attrs={"autofocus": True, "autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class CodeForm(codes.AuthenticateForm):
    code = _code_field()


class CodeAgainForm(codes.ReauthenticateForm):
    code = _code_field()


class NewDeviceForm(ActivateTOTPForm):
    code = _code_field()


class PasswordAgainForm(ReauthenticateForm):
    password = CharField(
        label=_("Password"), widget=PasswordInput(attrs={"autofocus": True, "autocomplete": "current-password"})
    )
