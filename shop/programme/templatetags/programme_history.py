from django import template
from django.core.exceptions import FieldDoesNotExist
from django.template.defaultfilters import truncatechars
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
    """What a person calls the field that a change names."""
    if name in NAMES:
        return NAMES[name]
    try:
        return ProductSheet._meta.get_field(name).verbose_name
    except FieldDoesNotExist:
        return name


@register.filter
def said(value):
    """An old or new value in few words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return truncatechars(str(value).rsplit("/", 1)[-1] if str(value).startswith("photos/") else str(value), 120)
