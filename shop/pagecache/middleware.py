"""Whole pages for visitors without a session (design §7).

A page is remembered by scheme, host, path, query, language, calendar day in Vietnam and catalogue revision. The day in
the key ends every page at midnight, +07:00; the theme follows from host and revision, since choosing one notes a
revision. The revision is read before the page is made, so what is kept under it is never older than it says.
"""

import gzip
from collections.abc import Callable, Hashable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from catalogue.certification.states import today

from .rules import Query, is_of_nobody, may_be_kept, plain_query
from .store import StoredPage, pages


class PageCacheMiddleware:
    """Stands below the language and above all that knows a visitor; a remembered page costs one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if settings.DEBUG or not settings.PAGE_CACHE_BYTES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = plain_query(request) if is_of_nobody(request) else None
        if query is None:
            return self.get_response(request)
        now, key = request.remembered.revision, _key(request, query)
        if page := pages.get(now, key):
            return _answer(page, request)
        response = self.get_response(request)
        if may_be_kept(request, query, response):
            patch_vary_headers(response, ["Cookie"])
            page = StoredPage(gzip.compress(response.content, 6), dict(response.headers))
            pages.put(now, key, page, settings.PAGE_CACHE_BYTES)
        return response


def _key(request: HttpRequest, query: Query) -> Hashable:
    return (request.scheme, request.get_host(), request.path, query, get_language(), today())


def _answer(page: StoredPage, request: HttpRequest) -> HttpResponse:
    packed = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    response = HttpResponse(page.packed if packed else gzip.decompress(page.packed), headers=page.headers)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
    return response
