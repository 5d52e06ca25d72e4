"""Ranges that follow what is sold, by Oscar's custom classes: everything, or all of one producer (`Of12`: key 12)."""

import re

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalogue.models import Product
from catalogue.producers.models import Producer

from .models import Range


class Everything:
    """What Oscar asks of a range's own class; `spoken` is its name in the reader's language."""

    name = "Everything"

    @property
    def spoken(self) -> str:
        return _("all goods")

    def contains_product(self, product: Product) -> bool:
        return True

    def all_products(self) -> QuerySet[Product]:
        return Product.objects.all()

    def num_products(self) -> int:
        return self.all_products().count()


class Goods(Everything):
    """Of one producer, by her key."""

    producer: int

    @property
    def spoken(self) -> str:
        name = Producer.objects.values_list("name", flat=True).get(pk=self.producer)
        return _("goods of %(producer)s") % {"producer": name}

    def contains_product(self, product: Product) -> bool:
        """Asks the database for nothing that a basket's lines have read."""
        families = (product, product.parent) if product.is_child else (product,)
        sheets = [getattr(one, "sheet", None) for one in families]
        return next((sheet.producer_id for sheet in sheets if sheet), None) == self.producer

    def all_products(self) -> QuerySet[Product]:
        return Product.objects.filter(Q(sheet__producer=self.producer) | Q(parent__sheet__producer=self.producer))


def everything() -> Range:
    return _range("Everything")


def of_producer(producer: Producer) -> Range:
    return _range(f"Of{producer.pk}")


def _range(name: str) -> Range:
    """The one range of that class; made when first asked for."""
    return Range.objects.get_or_create(proxy_class=f"{__name__}.{name}", defaults={"name": name})[0]


def __getattr__(name: str) -> type[Goods]:
    if not (key := re.fullmatch(r"Of([0-9]+)", name)):
        raise AttributeError(name)
    return type(name, (Goods,), {"name": name, "producer": int(key[1])})
