"""One province: what it makes and who makes it, in its own theme where there is one."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.places.models import Province
from catalogue.producers.models import Producer
from shop.search.browsing import Browse, Choices
from shop.search.revision import remembered_for
from shop.theming.active import active_theme, installed_themes, theme

MOST_PRODUCERS = 60


def province(request: HttpRequest, slug: str) -> HttpResponse:
    producers = _producers(slug)
    found = producers[0].province if producers else get_object_or_404(Province, slug=slug)
    page = Browse(Choices.only(tinh=found.pk), remembered_for(request)).page(request.GET.get("page"))
    context = {
        "province": found,
        "page_obj": page,
        "page_range": list(page.paginator.page_range),
        "producers": producers,
        "narrow_url": f"{reverse('catalogue:index')}?tinh={found.pk}",
        "crumbs": [{"title": _("All products"), "url": reverse("catalogue:index")}, {"title": found.name}],
        "section": "catalogue",
        "meta_description": _("OCOP products and producers of %(province)s, with stars that can be checked.")
        % {"province": found.name},
        "og_title": found.name,
    }
    with theme(_theme_of(found)):
        return render(request, "content/province.html", context)


def _producers(slug: str) -> list[Producer]:
    """Those with something on sale, the largest shelf first."""
    selling = Producer.objects.filter(province__slug=slug, searchentry__isnull=False)
    counted = selling.select_related("commune", "province").annotate(products=Count("searchentry"))
    return list(counted.order_by("-products", "name")[:MOST_PRODUCERS])


def _theme_of(province: Province) -> str:
    own = (slug for slug, about in installed_themes().items() if about.get("province") == province.pk)
    return next(own, active_theme())
