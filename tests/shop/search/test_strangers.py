"""What strangers to the market typed: words that say little, slips, words of other marks, numbers of decisions."""

from datetime import date

import pytest
import time_machine

from django.contrib.auth.models import Permission
from django.urls import reverse

from catalogue.certification.models import CertificateCoverage, ProductGroup
from catalogue.models import Product
from catalogue.places.models import Commune, Province
from catalogue.slugs import fold
from shop.programme.groups import STAFF_MAY
from shop.search.finding import find
from shop.search.models import Filler
from tests.factories import make_certificate, make_producer, make_product, make_user

pytestmark = pytest.mark.django_db


def titles(typed: str) -> list[str]:
    ids = find(typed).ids
    named = dict(Product.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [named[pk] for pk in ids]


@pytest.mark.parametrize("typed", ["đặc sản cao bằng", "dac san cao bang", "mua quà cao bằng ở tỉnh Cao Bằng"])
def test_words_that_say_little_need_not_be_there(market, typed):
    assert titles("cao bằng")[0] == "Chè dây Cao Bằng"
    assert "Hạt dẻ Trùng Khánh" in titles("cao bằng")
    assert titles(typed) == titles("cao bằng")


@pytest.mark.parametrize("typed", ["đặc sản", "dac san", "quà tặng ngon"])
def test_alone_they_find_everything_by_the_recommended_order(typed):
    plain = make_product("Trà sen", stock=3)
    certified = make_product("Mật ong", stock=3)
    make_certificate(certified)
    sold_out = make_product("Na bở", stock=0)
    newest = make_product("Hạt dẻ", stock=3)
    assert find(typed).ids == [certified.pk, newest.pk, plain.pk, sold_out.pk]
    assert find(typed).mended == ""


def test_a_star_that_ended_at_midnight_no_longer_leads_what_was_found_before():
    certified, newest = make_product("Mật ong"), make_product("Hạt dẻ")
    make_certificate(certified, valid_from=date(2023, 11, 22), valid_to=date(2026, 11, 22))
    with time_machine.travel("2026-11-22 23:59:59 +0700", tick=False):
        assert find("đặc sản").ids == [certified.pk, newest.pk]
    with time_machine.travel("2026-11-23 00:00:00 +0700", tick=False):
        assert find("đặc sản").ids == [newest.pk, certified.pk]


def test_a_title_that_has_them_still_leads():
    make_product("Bánh Tết")
    make_product("Quà Tết")
    assert titles("quà tết") == ["Quà Tết", "Bánh Tết"]
    assert titles("quả tết") == ["Quà Tết"]  # other marks are another word


def test_the_office_edits_the_words_that_say_little(client):
    user = make_user(is_staff=True)
    names = [permission.split(".")[1] for permission in STAFF_MAY]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    product = make_product("Khăn thổ cẩm")
    assert find("khăn siêu đẹp").ids == []
    assert client.post(reverse("fillers:add"), {"phrase": "siêu đẹp"}).status_code == 302
    assert find("khăn siêu đẹp").ids == [product.pk]
    assert "siêu đẹp" in client.get(reverse("fillers:index")).content.decode()
    assert client.post(reverse("fillers:add"), {"phrase": "…"}).status_code == 200
    assert not Filler.objects.filter(phrase="…").exists()


def test_a_commune_and_a_province_are_words_too():
    province = Province.objects.get(code="04")
    commune = Commune.objects.filter(province=province).first()
    product = make_product("Miến dong", producer=make_producer(province=province, commune=commune))
    make_product("Miến dong khác")
    assert find(f"miến {commune.name}").ids == [product.pk]
    assert find("đặc sản Cao Bằng").ids == [product.pk]


@pytest.mark.parametrize(
    ("typed", "mended", "first"),
    [
        ("thổ cẩn", "thổ cẩm", "Khăn thổ cẩm Luống Nọi"),
        ("khan tho can", "khan tho cam", "Khăn thổ cẩm Luống Nọi"),
        ("rượi", "rượu", "Rượu"),
        ("măng lứa", "măng nứa", "Măng nứa khô nấu ngay"),
    ],
)
def test_a_slip_is_mended_to_the_nearest_word_of_a_title(market, typed, mended, first):
    make_product("Trà ủ", sheet={"story": "Phơi dưới nắng, thổ lộ tấm lòng.", "origin": "Phú Thọ"})
    assert find(typed).mended == mended
    assert titles(typed)[0].startswith(first)
    assert all(fold(mended.split()[-1]) in fold(title) for title in titles(typed))


def test_letters_that_sound_alike_win_only_in_a_title():
    make_product("Cà phê", sheet={"ingredients": "phơi duới nắng"})
    make_product("Rượu cần")
    assert titles("ruoi") == ["Rượu cần"]
    make_product("Duới nắng")
    assert titles("ruoi") == ["Duới nắng"]


def test_what_only_stories_have_with_other_marks_is_not_shown():
    make_product("Nấm tươi", sheet={"story": "Nuôi từ đầu trong phòng kín, thu hai lần, hương lan xa."})
    make_product("Thanh long ruột đỏ")
    for typed in ("lợn", "heo", "đậu phọng", "lần lượt"):
        assert titles(typed) == []


def test_wrong_marks_in_a_phrase_of_the_synonyms_still_find_the_other_name():
    make_product("Kẹo lạc")
    make_product("Đậu phộng rang")
    assert sorted(titles("đậu phọng")) == ["Kẹo lạc", "Đậu phộng rang"]


def test_an_ingredient_tells_more_than_a_place():
    make_product("Cao atisô", producer=make_producer("HTX Lạc Dương"))
    make_product("Bánh khảo nếp cái hoa vàng", sheet={"ingredients": "nếp, lạc, đường"})
    assert titles("lạc") == ["Bánh khảo nếp cái hoa vàng", "Cao atisô"]


@pytest.mark.parametrize("typed", ["3981/QĐ-UBND", "3981/qd-ubnd", "3981", "quyết định số 3981/QĐ-UBND"])
def test_the_number_of_a_decision_finds_its_products(typed):
    product, other = make_product("Măng nứa"), make_product("Mật ong")
    certificate = make_certificate(product, number="3981/QĐ-UBND")
    make_certificate(other, number="3982/QĐ-UBND")
    assert find(typed).ids == [product.pk]
    CertificateCoverage.objects.create(certificate=certificate, product=other)
    assert sorted(find(typed).ids) == [product.pk, other.pk]


def test_a_number_is_never_mended_nor_the_beginning_of_another():
    make_certificate(make_product("Măng nứa"), number="3981/QĐ-UBND")
    assert find("398/QĐ-UBND").ids == find("3982/QĐ-UBND").ids == find("39").ids == []


def test_a_decision_that_recognises_a_variant_finds_the_family():
    family = make_product("Mật ong", price=None, stock=0)
    Product.objects.filter(pk=family.pk).update(structure=Product.PARENT)
    child = Product.objects.create(title="250 g", structure=Product.CHILD, parent_id=family.pk, is_public=True)
    make_certificate(child, producer=family.sheet.producer, number="77/QĐ-UBND")
    assert find("77/QĐ-UBND").ids == [family.pk]


def test_a_search_that_finds_nothing_costs_few_queries(market, client, django_assert_max_num_queries):
    client.get("/san-pham/")
    for typed in ("đặc sản", "thổ cẩn", "măng trúc nước mắm rượu cần mật"):
        with django_assert_max_num_queries(18):
            assert client.get("/tim-kiem/", {"q": typed}).status_code == 200


@pytest.mark.parametrize(
    "typed", ["homestay", "lưu trú", "luu tru", "du lịch cộng đồng", "du lịch", "nhà nghỉ", "tour", "homestay mai châu"]
)
def test_a_stay_is_found_by_whatever_it_is_called(typed):
    group = ProductGroup.objects.get(set_no=26)
    make_product("Một đêm ở bản Lác", sheet={"group": group, "story": "Nhà sàn giữa cánh đồng Mai Châu."})
    make_product("Trà shan tuyết")
    assert titles(typed) == ["Một đêm ở bản Lác"]
