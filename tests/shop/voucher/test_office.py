"""The office's small form for the usual code, and what buyers then read and get."""

from datetime import timedelta

import pytest

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalogue.certification.states import today
from shop.voucher.models import Voucher
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import add

pytestmark = pytest.mark.django_db
CODES = "/van-phong/ma-giam-gia/"


def typed(**changed) -> dict:
    return {
        "code": "tet 2027", "kind": "Percentage", "off": "10", "least": "100000", "first": f"{today():%d/%m/%Y}",
        "last": f"{today() + timedelta(days=5):%d/%m/%Y}", "usage": "Once per customer", "producer": "", **changed,
    }  # fmt: skip


def made(office, **changed) -> Voucher:
    response = office.post(f"{CODES}moi/", typed(**changed))
    assert response.status_code == 302, response.context["form"].errors
    return Voucher.objects.get()


def total_with_code(client) -> int:
    client.post(reverse("basket:voucher"), {"code": "TET2027"})
    return client.get("/gio-hang/").context["sums"]["total"]


def test_the_result_says_its_terms_as_buyers_read_them(office, client):
    voucher = made(office)
    page = office.get(f"{CODES}{voucher.pk}/").content.decode()
    add(client, make_product(price=80_000), 2)
    assert total_with_code(client) == 144_000
    [shown] = client.get("/gio-hang/").context["vouchers"]
    for part in (
        "giảm 10% cho mọi sản phẩm",
        "khi mua từ 100.000",
        f"23:59 {today() + timedelta(days=5):%d/%m/%Y}",
        "mỗi khách",
    ):
        assert part in shown.terms[0]
    assert shown.terms[0][1:] in page
    assert shown.terms[0][1:] in office.get(CODES).content.decode()
    with translation.override("en"):
        assert "10% off all goods" in client.get(reverse("basket:summary")).context["vouchers"][0].terms[0]


def test_below_the_least_basket_nothing_is_taken_off(office, client):
    made(office)
    add(client, make_product(price=80_000))
    assert total_with_code(client) == 80_000


def test_an_amount_is_taken_off_once_however_large_the_basket(office, client):
    made(office, kind="Absolute", off="30000")
    add(client, make_product(price=80_000), 9)
    assert total_with_code(client) == 690_000


def test_a_code_for_one_producer_makes_only_her_goods_cheaper_also_later_ones(office, client):
    producer = make_producer("HTX Măng")
    made(office, producer=producer.pk, least="")
    add(client, make_product(price=50_000, producer=producer))
    add(client, make_product(price=80_000))
    assert total_with_code(client) == 125_000
    assert "hàng của HTX Măng" in client.get("/gio-hang/").context["vouchers"][0].terms[0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "têt"}, "code"),
        ({"off": "101"}, "off"),
        ({"kind": "Absolute", "off": "50000", "least": "40000"}, "least"),
        ({"last": "01/01/2020"}, "last"),
        ({"last": ""}, "last"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(office, changed, field):
    page = office.post(f"{CODES}moi/", typed(**changed))
    assert list(page.context["form"].errors) == [field]
    assert not Voucher.objects.exists()


def test_a_code_is_made_once_and_can_be_ended(office, client):
    voucher = made(office)
    assert list(office.post(f"{CODES}moi/", typed()).context["form"].errors) == ["code"]
    office.post(f"{CODES}{voucher.pk}/")
    add(client, make_product(price=200_000))
    assert total_with_code(client) == 200_000
    assert "đã hết hạn" in office.get(CODES).content.decode()


@pytest.mark.parametrize("who", [None, "Producer", "Programme staff"])
@pytest.mark.parametrize("path", ["", "moi/", "1/"])
def test_codes_are_for_administrators(who, path):
    browser = Client()
    if who:
        user = make_user(is_staff=who != "Producer")
        user.groups.add(Group.objects.get(name=who))
        browser.force_login(user)
    assert browser.get(f"{CODES}{path}").status_code in (302, 403)
    assert browser.post(f"{CODES}{path}", typed()).status_code in (302, 403, 405)
    assert not Voucher.objects.exists()


def test_the_list_asks_a_fixed_number_of_times(office, django_assert_max_num_queries):
    for number in range(4):
        office.post(f"{CODES}moi/", typed(code=f"TET{number}00"))
    office.get(CODES)
    with django_assert_max_num_queries(20):
        assert len(office.get(CODES).context["rows"]) == 4


@pytest.mark.parametrize("name", ["voucher-list", "voucher-create", "voucher-set-list", "voucher-set-create"])
def test_the_dashboard_that_special_codes_lead_to_speaks_of_one_kind_of_voucher(client, name):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(reverse(f"dashboard:{name}")).content.decode()
    assert "hiếu giảm giá" in page
    assert not [words for words in ("Phiếu mua", "phiếu mua", "Khuyến khích") if words in page]
