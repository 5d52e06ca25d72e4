import re
from decimal import Decimal

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.template.defaultfilters import truncatechars
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalogue.provenance.models import ProductSheet
from shop.theming.templatetags.money import dong

register = template.Library()

NAMES = {
    "title": _("Product name"),
    "is_public": _("public"),
    "offered": _("Offered"),
    "sku": _("SKU"),
    "price": _("Price"),
    "photos": _("Photo"),
    "photo": _("Photo"),
    "photo order": _("order of the photos"),
    "alt": _("What the photo shows"),
    "paper": _("Paper"),
    "variant": _("Size"),
    "structure": _("sold in several sizes"),
    "whole_family": _("certificate covers every size"),
}


@register.simple_tag
def fact_name(name: str):
    """What a person calls the field that a change names; `title (en)` is the title in another language."""
    name, bracket, language = name.partition(" (")
    return f"{_field_name(name)}{bracket}{language}"


def _field_name(name: str):
    if name in NAMES:
        return NAMES[name]
    try:
        return ProductSheet._meta.get_field(name).verbose_name
    except FieldDoesNotExist:
        return name


@register.simple_tag
def model_field_name(one, name: str):
    """What a person calls a field of this thing."""
    return capfirst(one._meta.get_field(name).verbose_name)


@register.filter
def said(value):
    """An old or new value in few words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    words = str(value)
    return truncatechars(words.rsplit("/", 1)[-1] if words.startswith(("photos/", "decisions/")) else words, 120)


@register.filter
def said_as(value, name: str):
    """The same for a value of the field `name`: `185000.00` as a price is `185.000 ₫`, `0.500` as an amount `0,5`."""
    number = str(value) if value is not None else ""
    if name == "price" and re.fullmatch(r"[0-9]+(\.0+)?", number):
        return dong(Decimal(number))
    if name == "net_content" and re.fullmatch(r"[0-9]+(\.[0-9]+)?", number):
        return number_format(Decimal(f"{Decimal(number).normalize():f}"))
    return said(value)


@register.filter
def units_moved(movement) -> str:
    """`+20` or `−3` units."""
    return f"{movement.quantity:+d}".replace("-", "−")
