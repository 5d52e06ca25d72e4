"""Which requests may get a remembered page, and which answers may be remembered."""

import re
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponseBase

from shop.search.browsing import ORDERS

Query = tuple[tuple[str, str], ...]

# Parameters with the values that links and forms of ours send; anything else is answered, but not remembered.
_VALUES = {
    "q": r".{0,60}",
    "sao": r"[0-5]",
    "nhom": r"\d{1,6}",
    "tinh": r"\d{2}",
    "xa": r"\d{5}",
    "con_hang": r"[01]",
    "gia_tu": r"\d{0,10}",
    "gia_den": r"\d{0,10}",
    "sap_xep": "|".join(ORDERS),
    "page": r"[1-9]\d{0,3}",
}
_LIST = frozenset(_VALUES)
_PAGED = frozenset({"page"})
_PLAIN: frozenset[str] = frozenset()
# The storefront's pages by name, and what may be asked of them.
PAGES = {
    "catalogue:index": _LIST - {"q"},
    "search:search": _LIST,
    "catalogue:detail": _PLAIN,
    "catalogue:proof": _PLAIN,
    "producers:detail": _PAGED,
    "province": _PAGED,
    "wagtail_serve": _PLAIN,
}
_ELSEWHERE = ("/media/", "/static/", "/van-phong/", "/dashboard/", "/webhooks/", "/i18n/", "/tai-lieu/")
_VARY = {"cookie", "accept-encoding", "accept-language"}


def is_of_nobody(request: HttpRequest) -> bool:
    """True for a visitor about whom we know nothing: no session, no basket, no message waiting.

    Cookies that we don't know might say something too, so only those that change no page are let by.
    """
    indifferent = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    return (
        request.method == "GET" and "Authorization" not in request.headers and indifferent.issuperset(request.COOKIES)
    )


def plain_query(request: HttpRequest) -> Query | None:
    """The parameters as written, or None if there is one that no link of ours would have, or it is written oddly."""
    if request.path_info.startswith(_ELSEWHERE):
        return None
    written = request.META.get("QUERY_STRING", "").replace("%20", "+")
    pairs = tuple(parse_qsl(written[:500], keep_blank_values=True))
    known = all(name in _VALUES and re.fullmatch(_VALUES[name], value) for name, value in pairs)
    return pairs if known and urlencode(pairs) == written else None


def may_be_kept(request: HttpRequest, query: Query, response: HttpResponseBase) -> bool:
    """True for a whole page of the storefront in which nothing belongs to whoever asked for it."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    return (
        page in PAGES
        and PAGES[page].issuperset(name for name, _value in query)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.session.modified
        and not len(get_messages(request))
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and b"csrfmiddlewaretoken" not in response.content
        and "Content-Encoding" not in response.headers
        and not re.search(r"no-store|no-cache|private", response.headers.get("Cache-Control", ""))
        and _VARY.issuperset(name.strip().lower() for name in response.headers.get("Vary", "cookie").split(","))
    )
