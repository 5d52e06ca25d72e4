"""A code from the phone on top of the password, asked before the two back offices (django-allauth's MFA).

The log-in form stays ours: allauth takes over after the password, asks people who have a device for a code, and keeps
in the session how they proved who they are. `SecondFactorMiddleware` reads that record, so a session made by any other
form is not enough.
"""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from cryptography.fernet import Fernet, MultiFernet

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from shop.settings.csp import BACK_OFFICES

from .forms import NewDeviceForm
from .models import User
from .throttling import client_address


class SecondFactorMiddleware:
    """Nobody works in the office or the dashboard on a password alone (`SECOND_FACTOR_REQUIRED`)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guarded = settings.SECOND_FACTOR_REQUIRED and request.path_info.startswith(BACK_OFFICES)
        return (guarded and self._missing(request)) or self.get_response(request)

    @staticmethod
    def _missing(request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return None
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            return redirect("mfa_activate_totp")
        if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
            return None
        return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))


def log_in(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Go on after the right password: ask for the code if this user has a device, else log in and go to `then`."""
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user, redirect_url=then))


class NewDeviceView(ActivateTOTPView):
    """Who has just typed a right code to set the device up need not type another."""

    def form_valid(self, form: NewDeviceForm) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type=Authenticator.Type.TOTP)
        return response


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes and try again."),
        "rate_limited": _("Too many tries. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        found = authenticate(self.request, username=user.email or user.phone, password=password)
        return found is not None and found.pk == user.pk

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it has run out. Type the one that your phone shows now."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code as SVG paths without a style attribute, so that the storefront's policy lets it be drawn."""
        return mark_safe(segno.make(url, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff"))  # noqa: S308

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
