"""What machines read first: the sitemap, robots.txt and the web manifest."""

from collections.abc import Iterator
from itertools import chain

from wagtail.models import Page, Site

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from catalogue.places.models import Province
from catalogue.producers.models import Producer
from shop.search.models import SearchEntry
from shop.theming.active import active_theme, installed_themes
from shop.theming.templatetags.theme import theme_static

MOST_PRODUCTS = 20_000  # each with its proof: below the 50,000 addresses that one sitemap may hold
PRIVATE = (
    "gio-hang", "thanh-toan", "don-hang", "gian-hang", "tim-kiem", "phan-anh", "yeu-cau", "dang-nhap", "tai-khoan",
)  # fmt: skip
OFFICES = ("van-phong", "dashboard")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page once, with its address in each language."""
    with translation.override(settings.LANGUAGE_CODE):
        paths = list(chain(_pages(request), _products(), _places()))
    others = [code for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    base = f"{request.scheme}://{request.get_host()}"
    rows = [{"path": path, "changed": changed} for path, changed in paths]
    context = {"rows": rows, "base": base, "others": others, "language": settings.LANGUAGE_CODE}
    return render(request, "sitemap.xml", context, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    closed = [*PRIVATE, *OFFICES, *(f"{code}/{path}" for code, _l in settings.LANGUAGES[1:] for path in PRIVATE)]
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in closed)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def manifest(request: HttpRequest) -> JsonResponse:
    about = installed_themes()[active_theme()]
    colours = {**installed_themes()["base"]["colours"], **about.get("colours", {})}
    return JsonResponse(
        {
            "name": about["name"],
            "short_name": about["name"],
            "lang": translation.get_language(),
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": colours["paper"],
            "theme_color": colours["brand"],
            "icons": [{"src": theme_static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _pages(request: HttpRequest) -> Iterator[tuple]:
    site = Site.find_for_request(request)
    if site:
        for page in Page.objects.live().public().descendant_of(site.root_page, inclusive=True):
            yield page.get_url(request), page.last_published_at
    yield reverse("catalogue:index"), None


def _products() -> Iterator[tuple]:
    rows = SearchEntry.objects.order_by("product_id").values_list(
        "product_id", "product__slug", "product__date_updated"
    )
    for pk, slug, changed in rows[:MOST_PRODUCTS]:
        yield reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk}), changed
        yield reverse("catalogue:proof", kwargs={"slug": slug, "pk": pk}), changed


def _places() -> Iterator[tuple]:
    for slug in Province.objects.filter(searchentry__isnull=False).values_list("slug", flat=True).distinct():
        yield reverse("province", kwargs={"slug": slug}), None
    for producer in Producer.objects.filter(searchentry__isnull=False).distinct():
        yield producer.get_absolute_url(), None
