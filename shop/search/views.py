from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django_htmx.http import push_url

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from .browsing import ORDERS, Browse, Choices
from .finding import find, suggestions
from .models import SearchEntry
from .revision import remembered_for
from .words import without_stars


def tidy(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A form sends its empty fields too; the address that stays, and is shared, has none of them."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        if all(value for _name, values in request.GET.lists() for value in values):
            return view(request)
        asked = [(name, value) for name, values in request.GET.lists() for value in values if value]
        address = f"{request.path}?{urlencode(asked)}" if asked else request.path
        return push_url(view(request), address) if request.htmx else redirect(address)

    return shown


@method_decorator(tidy, name="dispatch")
class BrowseView(View):
    """All products, narrowed by filters in the URL. Works without JavaScript; htmx swaps the same page's parts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "catalogue/browse.html", browse_context(request, title=_("All products")))


@tidy
def results(request: HttpRequest) -> HttpResponse:
    """The list narrowed to what a person typed, best first."""
    typed = request.GET.get("q", "").strip()[:100]
    if not typed:
        return render(request, "catalogue/browse.html", browse_context(request, title=_("All products")))
    rest, star = without_stars(typed)
    if rest != " ".join(typed.split()):
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in (("q", rest), ("sao", star)) if value})
        return redirect(f"{reverse('search:search' if rest else 'catalogue:index')}?{asked.urlencode()}")
    found = find(typed, remembered_for(request))
    title = _("Search: %(query)s") % {"query": typed}
    context = browse_context(request, title=title, ids=found.ids)
    if found.mended:
        context["lead"] = _("Nothing has “%(typed)s” in it; shown is “%(mended)s”.") % {
            "typed": typed,
            "mended": found.mended,
        }
    if not found.ids:
        context["suggestions"] = _useful_words()
    return render(request, "search/results.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """Products whose words begin as typed so far, for the search box."""
    typed = request.GET.get("q", "").strip()[:100]
    entries = suggestions(typed, remembered_for(request)) if len(typed) > 1 else []
    return render(request, "search/suggestions.html", {"entries": entries, "query": typed})


def browse_context(request: HttpRequest, *, title: str, ids: list[int] | None = None) -> dict:
    choices = Choices.read(request.GET)
    browse = Browse(choices, remembered_for(request), ids)
    page = browse.page(request.GET.get("page"))
    return {
        "draw_key": (request.path, choices.url(), page.number),
        "title": title,
        "page_obj": page,
        "page_range": _page_range(page),
        "page_query": choices.url()[1:] + "&" if len(choices.url()) > 1 else "",
        "facets": browse.facets,
        "chips": browse.chips(),
        "price_form": {"low": choices.low, "high": choices.high},
        "sort_choices": [
            {"value": value, "label": label, "selected": value == choices.order} for value, label in ORDERS.items()
        ],
        "query": choices.query if ids is not None else "",
        "crumbs": [{"title": title}],
        "section": "catalogue",
    }


def _page_range(page) -> list[int | None]:
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


def _useful_words() -> list[dict]:
    newest = SearchEntry.objects.select_related("product").order_by("-in_stock", "-listed_at")[:5]
    return [{"label": entry.product.title, "url": entry.product.get_absolute_url()} for entry in newest] + [
        {"label": _("All products"), "url": reverse("catalogue:index")}
    ]
