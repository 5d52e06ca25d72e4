from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .models import User

_LOGIN_FIELDS = ("username", "login-username", "login", "email", "phone")


def typed_login(request: HttpRequest | None, credentials: dict | None) -> str:
    """What was typed as login, whatever form asked for it; django-axes counts by it."""
    for source in (credentials or {}, request.POST if request is not None else {}):
        for field in _LOGIN_FIELDS:
            if typed := source.get(field):
                return str(typed).strip().lower()
    return ""


class PhoneOrEmailBackend(ModelBackend):
    """Log in by phone or e-mail; an unknown login costs as long as a wrong password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        typed = username or kwargs.get("email") or kwargs.get("phone")
        if not typed or password is None:
            return None
        try:
            user = User.objects.by_login(typed)
        except User.DoesNotExist:
            make_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
