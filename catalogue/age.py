"""Pages of alcohol open only to who says to be 18 (Law 44/2019/QH14: measures against access by minors; domain/ocop.md
§6). The proof of its stars stays open: it is the public register."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .provenance.models import ProductSheet

COOKIE = "of_age"


def must_ask(request: HttpRequest, sheet: ProductSheet) -> bool:
    return bool(sheet.group and sheet.group.is_alcohol) and request.COOKIES.get(COOKIE) != "1"


def remember(response: HttpResponse) -> HttpResponse:
    """Until the browser is closed: the next person at this phone is asked again."""
    response.set_cookie(COOKIE, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
