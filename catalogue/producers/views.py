from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.cards import cards, for_display
from catalogue.models import Product

from .models import Producer


def producer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who makes it: facts of the decision and of today, and all that is on sale."""
    found = get_object_or_404(Producer.objects.select_related("province", "commune"), pk=pk)
    if slug != found.slug:
        return redirect(found.get_absolute_url(), permanent=True)
    on_sale = Product.objects.filter(sheet__producer=found, is_public=True).exclude(structure=Product.CHILD)
    page = Paginator(for_display(on_sale.order_by("title")), 20).get_page(request.GET.get("page"))
    page.object_list = cards(page.object_list)
    return render(
        request,
        "producers/detail.html",
        {
            "producer": found,
            "page_obj": page,
            "page_range": list(page.paginator.page_range),
            "crumbs": [{"title": _("All products"), "url": reverse("catalogue:index")}, {"title": found.name}],
            "section": "catalogue",
        },
    )
