"""The publishing rule as SQL, so that a list can be filtered by it; agrees with `publishing.missing_facts`."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from catalogue.models import Product, ProductImage

from .models import ProductText
from .publishing import BY_SET, UNKNOWN
from .titles import told_stars

OFFLINE = Q(sheet__group__set_no=26) | Q(sheet__group__group="Đồ uống có cồn")
ALCOHOL_GROUP = "Đồ uống có cồn"
ALCOHOL = Q(sheet__group__group=ALCOHOL_GROUP)
MEASURED = Q(sheet__group__set_no__in=[set_no for set_no, kind in BY_SET.items() if kind.net_content])
UNMEASURED = Q(sheet__net_content=None) | Q(sheet__net_unit="")
UNWEIGHED = Q(sheet__parcel_weight=None) | Q(sheet__parcel_weight=0)


def incomplete() -> Q:
    """A condition on products and families: true where `missing_facts` would find anything."""
    return (
        _of_all()
        | _of_group()
        | (~Q(structure=Product.PARENT) & _of_single())
        | (Q(structure=Product.PARENT) & _of_family())
    )


def _of_all() -> Q:
    return (
        Q(title="")
        | told_stars()
        | Exists(ProductText.objects.filter(told_stars(), product=OuterRef("pk")))
        | Q(sheet__group=None)
        | Q(sheet__producer__address="", sheet__producer__address_printed="")
        | ~Exists(ProductImage.objects.filter(product=OuterRef("pk")))
        | (OFFLINE & Q(sheet__producer__phone=""))
    )


def _of_group() -> Q:
    def lacks(facts) -> Q:
        return reduce(or_, (Q(**{f"sheet__{fact}": ""}) for fact in facts))

    found = (ALCOHOL & ~Q(sheet__ingredients__contains="%")) | lacks(UNKNOWN.facts) & Q(sheet__group=None)
    for set_no, kind in BY_SET.items():
        found |= Q(sheet__group__set_no=set_no) & lacks(kind.facts)
    return found


def _of_single() -> Q:
    priced = Product.objects.filter(pk=OuterRef("pk"), stockrecords__price__gt=0)
    return (MEASURED & UNMEASURED) | (~OFFLINE & (~Exists(priced) | UNWEIGHED))


def _of_family() -> Q:
    variants = Product.objects.filter(parent=OuterRef("pk"), is_public=True)
    unpriced = variants.exclude(stockrecords__price__gt=0)
    return (
        ~Exists(variants)
        | Exists(variants.filter(told_stars()))
        | (MEASURED & Exists(variants.filter(UNMEASURED)))
        | (~OFFLINE & (Exists(unpriced) | (UNWEIGHED & Exists(variants.filter(UNWEIGHED)))))
    )
