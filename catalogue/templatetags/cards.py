from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..cards import Card
from .drawn import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def product_card(context: template.Context, card: Card, eager: bool = False) -> SafeString:
    """The card of a product, drawn once per state of the catalogue. `eager`: of the first pictures of a page."""
    told = {"card": card, "eager": eager}
    return drawn(
        context,
        ("card", card.product.pk, eager),
        lambda: render_to_string("catalogue/partials/product_card.html", told),
    )
