"""What changes in the shop raises revisions here; nothing is sent from a signal (law 4)."""

from __future__ import annotations

from oscar.apps.order.signals import order_status_changed

from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from catalogue.certification.signals import standing_changed
from catalogue.models import Product, ProductImage
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductChange, ProductSheet
from shop.partner.models import StockRecord
from shop.stock.signals import stock_changed

from .following import tell_channel
from .models import ChannelAccount
from .waking import bump_account, bump_listings, bump_skus, wake

LEVEL_RULES = {
    *("share", "cap", "buffer", "stock_paused", "markup", "rounding", "sale_percent", "sale_from", "sale_until"),
}


def connect() -> None:
    """Called once, when the app is ready."""
    for signal, sender, receiver in (
        (stock_changed, None, on_stock),
        (post_save, StockRecord, on_price),
        (post_save, Product, on_product),
        (post_save, ProductSheet, on_sheet),
        (post_save, ProductChange, on_change),
        (post_save, ProductImage, on_image),
        (post_delete, ProductImage, on_image),
        (post_save, Producer, on_producer),
        (standing_changed, None, on_standing),
        (post_save, ChannelAccount, on_account),
        (order_status_changed, None, tell_channel),
    ):
        signal.connect(receiver, sender=sender, dispatch_uid=f"connectors.{receiver.__name__}.{sender}")


def on_stock(sender, record, **kwargs) -> None:
    bump_skus(Q(record=record), "stock")


def on_price(sender, instance, **kwargs) -> None:
    bump_skus(Q(record=instance), "price")


def on_product(sender, instance, raw=False, **kwargs) -> None:
    """A variant's name or publicity shows in its family's listing."""
    if raw:
        return
    bump_listings(_listing_of([instance.pk]), "content", "visibility")
    bump_skus(Q(record__product=instance), "stock")


def on_sheet(sender, instance, **kwargs) -> None:
    bump_listings(_listing_of([instance.product_id]), "content")


def on_change(sender, instance, **kwargs) -> None:
    """The office or the desk changed what is shown: facts, photos, variants, or whether it is public at all."""
    bump_listings(_listing_of([instance.product_id]), "content", "images", "visibility")


def on_image(sender, instance, **kwargs) -> None:
    bump_listings(_listing_of([instance.product_id]), "images")


def on_producer(sender, instance, created=False, **kwargs) -> None:
    if not created:
        bump_listings(Q(product__sheet__producer=instance), "content")


def on_standing(sender, products, **kwargs) -> None:
    """A certificate came, changed or went for these products (instances or keys)."""
    bump_listings(_listing_of([getattr(product, "pk", product) for product in products]), "content")


def on_account(sender, instance, created=False, update_fields=None, **kwargs) -> None:
    """A rule was edited; a full save counts as all, the engine's own saves name their fields."""
    if created:
        return
    if update_fields is None:
        bump_account(instance)
        return
    if LEVEL_RULES & set(update_fields):
        bump_skus(Q(listing__account=instance), "stock", "price")
    if "star_lead_days" in update_fields:
        bump_listings(Q(account=instance), "content")
    if {"state", "not_before"} & set(update_fields):
        wake([instance.pk])


def _listing_of(products: list[int]) -> Q:
    return Q(product__in=products) | Q(product__children__in=products)
