from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalogue.cards import Card
from catalogue.certification.states import today

register = template.Library()


@register.simple_tag(takes_context=True)
def product_card(context: template.Context, card: Card, eager: bool = False) -> SafeString:
    """The card of a product, drawn once per state of the catalogue. `eager`: of the first pictures of a page."""

    def drawn() -> SafeString:
        return render_to_string("catalogue/partials/product_card.html", {"card": card, "eager": eager})

    remembered = getattr(context.get("request"), "remembered", None)  # a preview in the office has none
    if remembered is None:
        return drawn()
    return remembered.get(("card drawn", card.product.pk, eager, get_language(), today(), context["theme_slug"]), drawn)
