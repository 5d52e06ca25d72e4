"""The index follows its sources inside their own transactions."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalogue.certification.models import CertificateCoverage, CertificateTimeline
from catalogue.models import Product
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductChange, ProductSheet
from shop.partner.models import StockRecord
from shop.stock.signals import stock_changed

from . import indexing, revision
from .models import Filler, SearchEntry, Synonym, WordUse


@receiver(post_save, sender=Product)
@receiver(post_delete, sender=Product)
def product_changed(instance, raw=False, **kwargs):
    if not raw:
        indexing.refresh([instance.parent_id or instance.pk])


@receiver(post_save, sender=ProductChange)
@receiver(post_save, sender=ProductSheet)
def facts_changed(instance, raw=False, **kwargs):
    if not raw:
        indexing.refresh([instance.product.parent_id or instance.product_id])


@receiver(post_save, sender=StockRecord)
def price_changed(instance, raw=False, **kwargs):
    if not raw:
        indexing.refresh([instance.product.parent_id or instance.product_id])


@receiver(post_save, sender=Producer)
def producer_changed(instance, raw=False, created=False, **kwargs):
    if not (raw or created):
        indexing.refresh(instance.sheets.values_list("product_id", flat=True))


@receiver(stock_changed)
def stock_moved(record, **kwargs):
    """Only the turn between "in stock" and "sold out" concerns the index; most sales write nothing here."""
    product = record.product
    listed = product.parent_id or product.pk
    if SearchEntry.objects.filter(product_id=listed).exclude(in_stock=record.available > 0).exists():
        indexing.refresh([listed])


@receiver(post_save, sender=CertificateCoverage)
@receiver(post_delete, sender=CertificateCoverage)
def coverage_changed(instance, raw=False, **kwargs):
    if not raw:
        indexing.refresh([instance.product.parent_id or instance.product_id])


@receiver(post_save, sender=CertificateTimeline)
def timeline_changed(instance, raw=False, **kwargs):
    if not raw:
        covered = Product.objects.filter(coverages__certificate=instance.certificate_id)
        indexing.refresh_stars({parent or pk for pk, parent in covered.values_list("pk", "parent_id")})


@receiver(post_save, sender=Synonym)
@receiver(post_delete, sender=Synonym)
@receiver(post_save, sender=Filler)
@receiver(post_delete, sender=Filler)
def meaning_changed(raw=False, **kwargs):
    if not raw:
        revision.note()


def rebuild_when_empty(**kwargs):
    """After a migration that emptied the index."""
    if not WordUse.objects.exists() and Product.objects.exists():
        indexing.refresh_all()
