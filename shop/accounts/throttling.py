"""What django-axes counts failed log-ins by, and what a person sees who is shut out for a while."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import User
from .phones import normalise_phone

_LOGIN_FIELDS = ("username", "login", "email", "phone")


def counted_login(request: HttpRequest | None, credentials: dict[str, str] | None) -> str:
    """One name per person: phone and e-mail of one user, in whatever shape they were typed, count together."""
    for source in (credentials or {}, request.POST if request is not None else {}):
        for field in _LOGIN_FIELDS:
            if typed := source.get(field):
                return _name_of(str(typed))
    user = getattr(request, "user", None)
    return _name(user) if user is not None and user.is_authenticated else ""


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own `PROXIES` saw; what a client writes into the header counts nothing."""
    hops: list[str] = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_page(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, str] | None
) -> HttpResponse:
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)


def _name_of(typed: str) -> str:
    try:
        return _name(User.objects.by_login(typed))
    except User.DoesNotExist:
        pass
    try:
        return normalise_phone(typed)
    except ValidationError:
        return typed.strip().lower()[:255]


def _name(user: User) -> str:
    return user.email or user.phone or ""
