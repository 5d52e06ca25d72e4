"""The index follows the products, and the list follows the index, within the transaction that changed something."""

from datetime import date, timedelta

import pytest

from django.db import transaction

from catalogue.certification.models import CertificateEvent, ProductGroup
from catalogue.certification.standing import standings
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from catalogue.provenance.prices import set_price
from catalogue.provenance.texts import save_texts
from shop.search import indexing, revision
from shop.search.browsing import Browse, Choices, entries_on
from shop.search.finding import find
from shop.search.models import SearchEntry, StarSpan, WordUse
from shop.stock import ledger
from tests.factories import make_certificate, make_product

pytestmark = pytest.mark.django_db


def star_of(product, day: date) -> int | None:
    return entries_on(day).get(product=product).star


def listed() -> list[int]:
    return [card.product.pk for card in Browse(Choices.only(), revision.Remembered()).page(1)]


def test_writing_the_same_again_writes_nothing():
    product = make_product()
    make_certificate(product)
    before = (revision.current(), list(WordUse.objects.values_list("pk", flat=True).order_by("pk")))
    indexing.refresh([product.pk])
    indexing.refresh_all()
    assert (revision.current(), list(WordUse.objects.values_list("pk", flat=True).order_by("pk"))) == before


def test_a_new_title_is_found_and_the_old_one_is_not():
    product = make_product("Mật mía")
    product.title = "Đường phên"
    product.save()
    assert find("duong phen").ids == [product.pk]
    assert find("mật mía").ids == []


def test_a_product_is_found_by_its_english_name_and_by_that_of_its_group():
    rice_and_grains = ProductGroup.objects.get(leaf="Gạo, ngũ cốc, hạt sơ chế khác")
    rice = make_product("Nếp nương", sheet={"group": rice_and_grains})
    save_texts(rice, "en", {"title": "Upland sticky kernels", "ingredients": "Whole kernels"})
    for typed in ("upland STICKY", "kernels", "rice", "nếp nương"):
        assert find(typed).ids == [rice.pk], typed
    save_texts(rice, "en", {"title": "", "ingredients": ""})
    assert find("sticky").ids == []


def test_the_star_in_the_list_is_the_badge_on_every_day():
    product = make_product()
    first = make_certificate(product, star=3, valid_from=date(2023, 3, 1), valid_to=date(2026, 3, 1))
    make_certificate(product, star=4, valid_from=date(2025, 6, 1), valid_to=date(2028, 6, 1))
    last = product.coverages.last().certificate
    CertificateEvent.objects.create(certificate=last, kind="withdrawn", on=date(2027, 1, 15), ground="a")
    refresh(last)
    refresh(first)
    turns = [date(2023, 3, 1), date(2025, 6, 1), date(2026, 3, 1), date(2027, 1, 15), date(2028, 6, 1)]
    for day in (turn + timedelta(days=more) for turn in turns for more in (-1, 0, 1)):
        assert star_of(product, day) == standings([product], day)[product.pk].star, day


def test_a_family_certified_variant_by_variant_has_its_star_in_the_list():
    family = make_product("Mật ong", price=None, stock=0)
    Product.objects.filter(pk=family.pk).update(structure=Product.PARENT)
    children = [
        Product.objects.create(title=f"{size} g", structure=Product.CHILD, parent_id=family.pk, is_public=True)
        for size in (250, 500)
    ]
    day = date(2026, 6, 1)
    certificate = make_certificate(children[0], producer=family.sheet.producer, star=4)
    assert star_of(family, day) is None
    certificate.coverages.create(product=children[1])
    refresh(certificate)
    assert star_of(family, day) == 4


def test_every_visible_change_is_a_new_revision_and_a_sale_is_not():
    product = make_product(stock=10)
    record = product.stockrecords.get()
    seen = [revision.current()]

    def changed() -> bool:
        seen.append(revision.current())
        return seen[-1] != seen[-2]

    set_price(record, 99_000)
    assert changed()
    certificate = make_certificate(product)
    assert changed()
    CertificateEvent.objects.create(certificate=certificate, kind="withdrawn", on=date(2026, 2, 1), ground="a")
    refresh(certificate)
    assert changed()
    record.refresh_from_db()
    ledger.count(record, 9)
    assert not changed()
    record.refresh_from_db()
    ledger.count(record, 0)
    assert changed()
    product.is_public = False
    product.save()
    assert changed()


def test_what_is_remembered_is_forgotten_with_the_change():
    first = make_product("Một")
    assert listed() == [first.pk]
    second = make_product("Hai")
    assert sorted(listed()) == [first.pk, second.pk]
    with pytest.raises(RuntimeError), transaction.atomic():
        second.is_public = False
        second.save()
        raise RuntimeError
    assert sorted(listed()) == [first.pk, second.pk]


def test_pruning_keeps_the_last_revision():
    make_product()
    make_product()
    revision.CatalogueRevision.objects.update(at=revision.timezone.now() - timedelta(days=2))
    last = revision.CatalogueRevision.objects.latest("pk")
    assert revision.prune() > 0
    assert list(revision.CatalogueRevision.objects.all()) == [last]


def test_a_draft_leaves_no_trace_in_the_index():
    product = make_product()
    make_certificate(product)
    product.is_public = False
    product.save()
    assert not SearchEntry.objects.exists() and not StarSpan.objects.exists() and not WordUse.objects.exists()


def test_what_a_process_remembers_is_bounded_and_the_least_asked_goes_first(monkeypatch):
    monkeypatch.setattr(revision, "MOST_REMEMBERED", 2)
    remembered = revision.Remembered()
    assert [remembered.get(key, key.upper) for key in "aba"] == ["A", "B", "A"]
    assert remembered.get_many("ca", lambda missing: {key: key * 2 for key in missing}) == {"c": "cc", "a": "A"}
    assert remembered.get("b", lambda: "made anew") == "made anew"


def test_long_texts_make_room_before_many_short_ones_would(monkeypatch):
    monkeypatch.setattr(revision, "MOST_WEIGHT", 10)
    revision.note()
    remembered = revision.Remembered()
    assert list(remembered.get_many("ab", lambda missing: {key: key * 6 for key in missing})) == ["a", "b"]
    assert remembered.get("b", str) == "bbbbbb"
    assert remembered.get("a", lambda: "made anew") == "made anew"


def test_an_answer_to_an_older_state_is_not_kept():
    older = revision.Remembered()

    def slow() -> str:
        revision.note()
        revision.Remembered().get("price", lambda: "new")
        return "old"

    assert older.get("price", slow) == "old"
    assert revision.Remembered().get("price", lambda: "read again") == "new"
