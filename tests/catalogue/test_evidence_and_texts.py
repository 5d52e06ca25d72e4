"""Scans, candidacy for five stars, texts in English, and what a struck-through price rests on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.certification import events
from catalogue.certification.evidence import checked_scan
from catalogue.provenance.models import Paper
from catalogue.provenance.prices import prices_before, set_price
from catalogue.provenance.texts import save_texts
from shop.partner.models import StockRecord
from tests.factories import make_certificate, make_producer, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def shown(client, url: str) -> str:
    return client.get(url).content.decode()


def priced(*steps: tuple[int, int]):
    """A product whose price was set to each amount on that day after the start."""
    with time_machine.travel("2026-09-01 08:00 +0700", tick=False) as clock:
        product = make_product(price=steps[0][1])
        record = StockRecord.objects.get(product=product)
        for (day, price), (before, _price) in zip(steps[1:], steps, strict=False):
            clock.shift(timedelta(days=day - before))
            set_price(record, price)
    return product


@pytest.mark.parametrize(
    ("steps", "proven"),
    [
        ([(0, 100_000), (30, 80_000)], 100_000),
        ([(0, 100_000), (29, 80_000)], None),
        ([(0, 80_000), (40, 120_000), (45, 80_000)], None),
        ([(0, 100_000), (40, 90_000), (42, 80_000)], None),
        ([(0, 80_000), (40, 100_000)], None),
    ],
)
def test_only_a_price_that_stood_thirty_days_right_before_is_struck_through(client, steps, proven):
    product = priced(*steps)
    assert prices_before([product.pk]).get(product.pk) == proven
    assert ("<s " in shown(client, product.get_absolute_url())) == bool(proven)


def test_a_product_page_says_how_long_goods_are_taken_back(client, settings):
    settings.RETURN_DAYS = 9
    assert "trong 9 ngày" in shown(client, make_product().get_absolute_url())


def test_english_pages_tell_what_is_there_and_mark_the_rest(client, django_assert_max_num_queries):
    product = make_product("Mật ong", sheet={"story": "Ong theo hoa."})
    make_product("Mật mía")
    save_texts(product, "en", {"title": "Honey", "story": ""})
    url = f"/en{product.get_absolute_url()}"
    for _first_writes_the_appearance in range(2):
        client.get(url)
    with django_assert_max_num_queries(12):
        html = shown(client, url)
    assert "<h1>Honey</h1>" in html
    assert '<div class="prose lead" lang="vi"><p>Ong theo hoa.</p></div>' in html
    with django_assert_max_num_queries(12):
        cards = shown(client, "/en/san-pham/")
    assert ">Honey</a>" in cards and 'lang="vi">Mật mía</a>' in cards


def test_every_fact_of_the_sheet_that_is_there_in_vietnamese_only_is_marked_on_an_english_page(client):
    said = {"ingredients": "Mật hoa", "storage": "Nơi khô ráo", "usage": "Pha ấm", "allergens": "Phấn hoa"}
    said |= {"origin": "Mộc Châu", "shelf_life": "10 ngày ở 2–8 °C"}
    producer = make_producer(address="Tổ 3, xã Mẫu", story="Nuôi ong ba đời.")
    product = make_product("Mật ong", producer=producer, sheet=said)
    Paper.objects.create(product=product, kind=Paper.Kind.OTHER, number="1", issued_by="Sở Y tế")
    url, of_maker = product.get_absolute_url(), producer.get_absolute_url()
    html = shown(client, f"/en{url}")
    for words in [*said.values(), "Tổ 3, xã Mẫu"]:
        assert f'<dd lang="vi">{words}</dd>' in html, words
    assert 'Allergens: <span lang="vi">Phấn hoa</span>' in html
    assert '<span lang="vi">Tổ 3, xã Mẫu</span>' in html and '<span lang="vi">Sở Y tế</span>' in html
    maker = shown(client, f"/en{of_maker}")
    assert '<div class="prose lead" lang="vi"><p>Nuôi ong ba đời.</p></div>' in maker
    assert '<dd lang="vi">Tổ 3, xã Mẫu</dd>' in maker
    for page in (url, of_maker):
        assert ' lang="vi"' not in shown(client, page).partition("<main")[2]


def test_what_a_buyer_must_know_is_told_in_english_where_the_office_wrote_it(client):
    said = {"allergens": "Phấn hoa", "origin": "Mộc Châu", "shelf_life": "10 ngày ở 2–8 °C"}
    product = make_product("Mật ong", sheet=said)
    told = {"allergens": "Pollen", "origin": "Mộc Châu, Vietnam", "shelf_life": "10 days at 2–8 °C"}
    save_texts(product, "en", told)
    html = shown(client, f"/en{product.get_absolute_url()}")
    for words in told.values():
        assert f"<dd>{words}</dd>" in html, words
    assert "Allergens: <span>Pollen</span>" in html


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("12 tháng", "<dd>12 months</dd>"),
        ("1 năm", "<dd>1 year</dd>"),
        ("30 Ngày", "<dd>30 days</dd>"),
        ("12 tháng kể từ ngày sản xuất", "<dd>12 months from the production date</dd>"),
        ("10 ngày ở 2–8 °C", '<dd lang="vi">10 ngày ở 2–8 °C</dd>'),
        ("12-18 tháng", '<dd lang="vi">12-18 tháng</dd>'),
    ],
)
def test_a_plain_term_is_told_in_the_language_of_the_page(client, stated, told):
    url = make_product(sheet={"shelf_life": stated}).get_absolute_url()
    assert told in shown(client, f"/en{url}")
    assert f"<dd>{stated}</dd>" in shown(client, url)


def test_a_net_content_is_written_as_the_language_writes_numbers(client):
    product = make_product(sheet={"net_content": Decimal("0.5"), "net_unit": "l"})
    url = product.get_absolute_url()
    assert "<dd>0.5 l</dd>" in shown(client, f"/en{url}")
    assert "<dd>0,5 l</dd>" in shown(client, url)
    assert product.sheet.size == "0,5 l"


@pytest.mark.parametrize("content", [b"MZ...", b"%PDF-1.7 cut off", b"<svg/>"])
def test_a_scan_is_known_by_its_content_and_not_by_its_name(content):
    with pytest.raises(ValidationError):
        checked_scan(SimpleUploadedFile("quyet-dinh.pdf", content))


def test_a_candidate_for_five_stars_is_named_in_words_and_keeps_its_stars(client):
    product = make_product()
    events.propose_for_five(make_certificate(product, star=4), on=date(2026, 6, 1))
    html = shown(client, reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk}))
    assert "Được đề nghị 5 sao" in html and "01/06/2026" in html
    assert "star-badge--4" in html and "star-badge--5" not in html
