"""A form that was refused is shown by the next GET, so that Back and reload ask for nothing to be sent again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

_KEY = "refused_form"


def refuse(request: HttpRequest) -> HttpResponse:
    """Keep what was typed on this page, and show it there once more."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    request.session[_KEY] = {"path": request.path, "typed": typed.urlencode()}
    return HttpResponseRedirect(request.path)


def refused(request: HttpRequest) -> QueryDict | None:
    """What was typed and refused on this page; it stays until the page is left by something accepted."""
    kept = request.session.get(_KEY, {})
    return QueryDict(kept["typed"]) if kept.get("path") == request.path else None


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
