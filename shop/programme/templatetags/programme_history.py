from django import template
from django.core.exceptions import FieldDoesNotExist
from django.template.defaultfilters import truncatechars
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalogue.provenance.models import ProductSheet

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
