"""Whatever a visitor may see changed notes a new revision in the transaction that changes it.

A sale changes nothing that is seen, unless few units are left.
"""

from wagtail.models import get_page_models
from wagtail.signals import page_published, page_unpublished, post_page_move

from django.apps import apps
from django.db.models.signals import post_delete, post_save

from catalogue.certification.signals import standing_changed
from shop.search import revision
from shop.stock.signals import stock_changed

from .models import LowStock

FEW = 5  # units; the templates tell their number

# Rows that storefront pages show. What is written past these signals (bulk, `update`) leaves a ProductChange, moves
# stock or refreshes a timeline. Synonyms are noted by the search.
SHOWN = (
    "catalogue.Product", "catalogue.ProductImage", "provenance.ProductSheet", "provenance.ProductChange",
    "provenance.ProductText", "provenance.Paper", "partner.StockRecord", "producers.Producer", "places.Province",
    "places.Commune", "certification.ProductGroup", "certification.Decision", "certification.Certificate",
    "certification.CertificateEvent", "certification.CertificateCoverage", "certification.CertificateTimeline",
    "certification.NationalCandidacy", "content.SiteAppearance", "wagtailcore.Site",
    "wagtailcore.PageViewRestriction", "wagtaildocs.Document", "offer.ConditionalOffer", "offer.Benefit",
    "offer.Condition", "offer.Range", "offer.RangeProduct",
)  # fmt: skip


def connect() -> None:
    for model in (*map(apps.get_model, SHOWN), *get_page_models()):
        post_save.connect(changed, sender=model)
        post_delete.connect(changed, sender=model)
    for signal in (page_published, page_unpublished, post_page_move, standing_changed):
        signal.connect(changed)
    stock_changed.connect(stock_moved)


def changed(**kwargs) -> None:
    revision.note()


def stock_moved(record, taken: int = 0, **kwargs) -> None:
    """Pages tell how many are left where they are few; a sale from a full shelf changes none."""
    units, row = max(record.available, 0), LowStock.objects.filter(pk=record.pk)
    if units > FEW:
        if not taken and row.delete()[0]:  # what is plenty after a sale was plenty before it
            revision.note()
    elif (
        row.exclude(units=units).update(units=units)
        or LowStock.objects.get_or_create(record=record, defaults={"units": units})[1]
    ):
        revision.note()
