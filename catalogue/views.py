"""The product page. Lists and search: `shop.search`."""

from decimal import Decimal

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView

from . import age
from .cards import Card, cards, for_display, offers
from .certification.states import today
from .models import Product
from .producers.models import Producer
from .proof import json_ld
from .provenance.models import ProductChange
from .provenance.photos import renditions
from .provenance.prices import prices_before
from .provenance.texts import group_text, house_text, shelf_life_of, text_of

MOST_RELATED = 4


@method_decorator(csrf_exempt, name="dispatch")
class ProductDetailView(TemplateView):
    """One product or family: proof, price, label facts, story, papers. At most 12 queries, remembered by its state.

    A post only says to be of age, in the sender's own browser: nothing that a forged one could gain.
    """

    template_name = "catalogue/detail.html"

    def get(self, request, *args, **kwargs):
        key = ("product page", int(kwargs["pk"]), today(), get_language())
        shown = request.remembered.get(key, lambda: product_page(int(kwargs["pk"])))
        self.card, product = shown["card"], shown["product"]
        if product.is_child:
            return redirect(product.parent.get_absolute_url(), permanent=True)
        if not product.is_public:
            return self._no_longer_sold(product, shown["related"])
        if request.path != product.get_absolute_url():
            return redirect(product.get_absolute_url(), permanent=True)
        if age.must_ask(request, shown["sheet"]):
            return self._ask_age(shown)
        return self.render_to_response(self.get_context_data(**shown, draw_key=key))

    def post(self, request, pk, **kwargs):
        product = get_object_or_404(listed(), pk=pk)
        return age.remember(redirect(product.get_absolute_url()))

    def get_context_data(self, card, **kwargs):
        return super().get_context_data(
            card=card,
            structured_data=json_ld(self.request, card),
            og_image=self.request.build_absolute_uri(card.image.url) if card.image else "",
            **kwargs,
        )

    def _ask_age(self, shown: dict) -> HttpResponse:
        has_stars = bool(self.card.standing.state)
        context = {name: shown[name] for name in ("crumbs", "section")}
        context |= {"title": self.card.title, "proof_url": shown["proof_url"] if has_stars else ""}
        return render(self.request, "catalogue/of_age.html", context)

    def _no_longer_sold(self, product: Product, related: list[Card]) -> HttpResponse:
        """For who has the link of something that was on sale once; of a draft nobody is told."""
        if not was_on_sale(product):
            raise Http404
        has_stars = bool(self.card.standing.state)
        slugged = {"slug": product.slug, "pk": product.pk}
        context = {
            "title": self.card.title,
            "producer": product.sheet.producer,
            "proof_url": reverse("catalogue:proof", kwargs=slugged) if has_stars else "",
            "related": related,
            "section": "catalogue",
        }
        return render(self.request, "catalogue/gone.html", context, status=410)


class ProductCategoryView(RedirectView):
    """Oscar's categories are not how OCOP goods are sorted; the product groups are, in the list's filters."""

    pattern_name = "catalogue:index"

    def get_redirect_url(self, *args, **kwargs):
        return reverse(self.pattern_name)


def product_page(pk: int) -> dict:
    """What the page of a product tells, whoever asks and by whichever address.

    Raises:
        Http404: there is no such product.
    """
    card, related = _card_and_neighbours(pk)
    product = card.product
    sheet, on_offer, story = product.sheet, offers(product), text_of(product, "story")
    before = prices_before([offer.product.pk for offer in on_offer])
    variants = _variants(on_offer, sheet, before) if product.is_parent else []
    chosen = next((variant for variant in variants if variant["selected"]), None)
    return {
        "product": product,
        "card": card,
        "sheet": sheet,
        "producer": sheet.producer,
        "standing": card.standing,
        "proof_url": reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk}),
        "photos": [renditions(image) for image in product.images.all()],
        "related": related,
        "variants": variants,
        "price": chosen["price"] if chosen else card.price,
        "struck_price": None if product.is_parent else before.get(product.pk),
        "unit_price": chosen["unit_price"] if chosen else _unit_price(sheet, card.price),
        "story": story,
        "allergens": text_of(product, "allergens"),
        "facts": label_facts(product),
        "return_days": settings.RETURN_DAYS,
        "papers": list(product.papers.all()),
        "add_form_action": reverse("basket:add", kwargs={"pk": product.pk}),
        "crumbs": [{"title": _("All products"), "url": reverse("catalogue:index")}, {"title": card.title}],
        "section": "catalogue",
        "meta_description": story[:155],
        "og_title": card.title,
        "og_type": "product",
    }


def _card_and_neighbours(pk: int) -> tuple[Card, list[Card]]:
    """The product, and the newest others of its province."""
    here = Product.objects.filter(pk=pk).values("sheet__producer__province")
    near = listed().filter(sheet__producer__province__in=here).exclude(pk=pk).order_by("-pk").values("pk")
    wanted = Product.objects.filter(Q(pk=pk) | Q(pk__in=near[:MOST_RELATED])).order_by("-pk")
    found = {card.product.pk: card for card in cards(with_shelf_size(for_display(wanted)))}
    if pk not in found:
        raise Http404
    return found.pop(pk), list(found.values())


def _variants(on_offer, sheet, before) -> list[dict]:
    first = next((offer for offer in on_offer if offer.available > 0), on_offer[0] if on_offer else None)
    return [
        {
            "pk": offer.product.pk,
            "label": offer.size or house_text(offer.product.title),
            "price": offer.price,
            "struck_price": before.get(offer.product.pk),
            "available": offer.available,
            "selected": offer is first,
            "unit_price": _unit_price(getattr(offer.product, "sheet", sheet), offer.price),
        }
        for offer in on_offer
    ]


def _unit_price(sheet, price: Decimal | None) -> dict | None:
    found = sheet.unit_price(price) if price is not None else None
    return {"price": found[0], "unit": found[1]} if found else None


def listed() -> QuerySet[Product]:
    """Products and families that the public lists show."""
    return Product.objects.filter(is_public=True, sheet__isnull=False).exclude(structure=Product.CHILD)


def was_on_sale(product: Product) -> bool:
    return ProductChange.objects.filter(product=product, what__has_key="is_public").exists()


def with_shelf_size(products: QuerySet[Product]) -> QuerySet[Product]:
    """Each with `producer_products`, how many products its producer shows."""
    shelf = listed().filter(sheet__producer=OuterRef("sheet__producer")).order_by().values("sheet__producer")
    return products.annotate(producer_products=Subquery(shelf.annotate(n=Count("pk")).values("n")))


def address_facts(producer: Producer) -> list[tuple[str, str]]:
    """Where it is today, or as printed in the decision and, where that place has another name now, both."""
    if producer.address:
        return [(_("Address"), house_text(producer.address))]
    return [
        (_("Address as printed"), house_text(producer.address_printed)),
        (_("Place today"), house_text(producer.place_renamed)),
    ]


def label_facts(product: Product) -> list[dict]:
    """The label facts that are stated, in the order of a label (domain/ocop.md §6.4)."""
    sheet = product.sheet
    stated = (
        (_("Group"), group_text(str(sheet.group or ""))),
        (_("Net content"), sheet.size_told),
        (_("Ingredients"), text_of(product, "ingredients")),
        (_("Shelf life"), shelf_life_of(product)),
        (_("Storage"), text_of(product, "storage")),
        (pgettext("label of a product", "Usage"), text_of(product, "usage")),
        (_("Allergens"), text_of(product, "allergens")),
        (_("Origin"), text_of(product, "origin")),
        (_("Made by"), sheet.producer.name),
        *address_facts(sheet.producer),
        ("GTIN", sheet.gtin),
    )
    return [{"label": label, "value": value} for label, value in stated if value]
