"""A form that was refused is shown by the next GET, so that Back and reload ask for nothing to be sent again."""

import time

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

_KEY = "refused_form"
_KEPT = 3600  # seconds


def refuse(request: HttpRequest, *reasons: str) -> HttpResponse:
    """Keep what was typed on this page and show it there once more, with `reasons` that no field finds by itself."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    request.session[_KEY] = {"path": request.path, "typed": typed.urlencode(), "why": reasons, "at": time.time()}
    return HttpResponseRedirect(request.path)


def refused(request: HttpRequest) -> QueryDict | None:
    """What was typed and refused on this page; it stays until the page is left by something accepted, or an hour."""
    kept = _kept(request)
    return QueryDict(kept["typed"]) if kept else None


def tell_again(request: HttpRequest, form: BaseForm) -> None:
    """Add the `reasons` of the refusal to the form that `refused` filled."""
    if form.is_bound:
        for why in _kept(request).get("why", ()):
            form.add_error(None, why)


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def _kept(request: HttpRequest) -> dict:
    kept = request.session.get(_KEY, {})
    here = kept.get("path") == request.path and time.time() - kept.get("at", 0) < _KEPT
    return kept if here else {}
