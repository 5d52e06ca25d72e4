"""A withdrawal on a safety ground leads to the question whether the goods stay on sale."""

import pytest

from django.test import Client

from catalogue.provenance.models import ProductChange
from shop.notices.models import Notice
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import OrderHeld, advance
from shop.theming.templatetags.money import dong
from tests.factories import make_certificate, make_producer, make_product, make_user
from tests.shop.checkout.buying import add, buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product("Măng khô", producer=make_producer("HTX Măng", users=[make_user()]))


@pytest.fixture
def certificate(product):
    return make_certificate(product)


def page(certificate, act: str = "ngung-ban/") -> str:
    return f"/van-phong/giay-chung-nhan/{certificate.pk}/{act}"


def withdraw(office, certificate, ground: str = "c"):
    return office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": ground, "sure": "on", "note": "x"})


def withdraw_events(certificate) -> None:
    from catalogue.certification.events import withdraw as record

    record(certificate, on=certificate.valid_from, ground="c")


def test_a_safety_ground_leads_to_the_open_orders_and_the_offer_to_stop(office, certificate, product):
    buy(Client(), product)
    answer = withdraw(office, certificate)
    assert answer.url == page(certificate)
    shown = office.get(answer.url)
    assert shown.context["on_sale"] and [one.order for one in shown.context["orders"]] == [Order.objects.get()]
    assert track_url(Order.objects.get().number) in shown.content.decode()
    assert "tel:0912345678" in shown.content.decode()


def test_another_ground_leads_back_to_the_certificate(office, certificate):
    assert withdraw(office, certificate, "e").url == page(certificate, "")
    assert page(certificate) in office.get(page(certificate, "")).content.decode()


def test_stopping_hides_the_goods_notes_the_change_and_tells_the_producer(office, officer, certificate, product):
    withdraw(office, certificate)
    Notice.objects.all().delete()
    for _ in range(2):
        office.post(page(certificate), {"product": [product.pk]})
    product.refresh_from_db()
    assert product.is_public is False
    change = ProductChange.objects.get(product=product)
    assert (change.what, change.actor) == ({"is_public": [True, False]}, officer)
    assert Notice.objects.get().kind == "safety"
    assert office.get(page(certificate)).context["on_sale"] is False


def test_goods_of_another_certificate_are_not_touched(office, certificate):
    other = make_product()
    withdraw(office, certificate)
    office.post(page(certificate), {"product": [other.pk, "x"]})
    other.refresh_from_db()
    assert other.is_public is True


def test_an_officer_of_another_province_finds_nothing(office, of_cao_bang, certificate, product):
    withdraw_events(certificate)
    assert office.get(page(certificate)).status_code == 404
    assert office.post(page(certificate), {"product": [product.pk]}).status_code == 404
    product.refresh_from_db()
    assert product.is_public is True


def test_a_certificate_in_force_is_no_reason_to_stop(office, certificate, product):
    assert office.post(page(certificate), {"product": [product.pk]}).status_code == 404
    product.refresh_from_db()
    assert product.is_public is True


@pytest.fixture
def held(office, certificate, product):
    """An order of the product, after the office took it off sale."""
    buy(Client(), product, email="hoa@example.vn")
    withdraw(office, certificate)
    office.post(page(certificate), {"product": [product.pk]})
    return Order.objects.get()


def test_a_held_order_is_not_confirmed_packed_or_shipped(held, mailoutbox):
    for step in (Status.CONFIRMED, Status.PACKED, Status.SHIPPED):
        with pytest.raises(OrderHeld):
            advance(held, step)
    assert (held.status, held.steps.count()) == ("placed", 2)


def test_a_held_order_says_so_to_the_desk_and_to_the_buyer(held):
    desk = Client()
    desk.force_login(held.facts.producer.partner.users.get())
    card = desk.get("/gian-hang/?queue=confirm").content.decode()
    assert "Đang tạm giữ: đừng gửi" in card and f"{held.number}/confirm/" not in card
    answer = desk.post(f"/gian-hang/don/{held.number}/confirm/", follow=True)
    assert "vì lý do an toàn" in str(next(iter(answer.context["messages"])))
    assert "Đang tạm giữ" in Client().get(track_url(held.number)).content.decode()


def test_the_office_releases_a_held_order_and_it_goes_on(office, certificate, held):
    office.post(page(certificate), {"release": held.number})
    assert advance(held, Status.CONFIRMED)
    assert "Đang tạm giữ" not in Client().get(track_url(held.number)).content.decode()


def test_the_office_cancels_a_held_order_and_is_told_of_money_to_pay_back(office, certificate, held):
    held.attempts.update(state="collected")
    answer = office.post(page(certificate), {"cancel": held.number, "sure": "1"}, follow=True)
    held.refresh_from_db()
    assert (held.status, held.lines.get().stockrecord.num_allocated) == ("cancelled", 0)
    assert f"/van-phong/hoan-tien/{held.number}/" in answer.content.decode()


def test_an_unpaid_order_on_hold_is_not_offered_for_payment(held):
    from shop.checkout.links import thanks_url

    Order.objects.update(status=Status.WAITING_PAYMENT)
    token = thanks_url(held.facts.purchase.reference)
    assert "Xin đừng trả tiền" in Client().get(token).content.decode()


def test_a_parcel_on_its_way_is_not_held(office, certificate, product):
    buy(Client(), product)
    advance(Order.objects.get(), Status.SHIPPED)
    withdraw(office, certificate)
    office.post(page(certificate), {"product": [product.pk], "hold": Order.objects.get().number})
    assert Order.objects.get().facts.held_for == ""


def test_orders_with_other_goods_are_neither_held_nor_reached(office, certificate):
    buy(Client(), make_product())
    withdraw(office, certificate)
    number = Order.objects.get().number
    for act in ("hold", "release", "cancel"):
        assert office.post(page(certificate), {act: number}).status_code == 404
    assert (Order.objects.get().status, Order.objects.get().facts.held_for) == ("placed", "")


def test_the_page_of_stopped_goods_says_so_and_leads_to_the_proof(office, certificate, product, held):
    gone = Client().get(product.get_absolute_url())
    assert gone.status_code == 410
    assert "không còn bán" in gone.content.decode()
    assert gone.context["proof_url"] in gone.content.decode()


def test_a_draft_that_was_never_on_sale_stays_unknown():
    assert Client().get(make_product(is_public=False).get_absolute_url()).status_code == 404


def test_the_list_asks_the_database_a_fixed_number_of_times(
    office, certificate, product, held, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        office.get(page(certificate))


def test_cancelling_is_asked_once_more_and_says_what_goes_back(office, certificate, held):
    held.attempts.update(state="collected")
    listed = office.get(page(certificate)).content.decode()
    assert f'href="?cancel={held.number}"' in listed and 'name="cancel"' not in listed
    for asked in (
        office.get(f"{page(certificate)}?cancel={held.number}"),
        office.post(page(certificate), {"cancel": held.number}),
    ):
        said = asked.content.decode()
        assert f"Hủy đơn {held.number}?" in said and dong(held.total_incl_tax) in said
        assert f'name="cancel" value="{held.number}"' in said
    held.refresh_from_db()
    assert held.status == "placed"


def test_an_order_of_other_goods_cannot_be_asked_for(office, certificate, held):
    buy(Client(), make_product())
    other = Order.objects.latest("pk")
    assert office.get(f"{page(certificate)}?cancel={other.number}").status_code == 404


def test_what_was_stopped_for_safety_says_so_in_the_basket(client, office, certificate, product):
    hidden, buyer = make_product("Miến dong"), Client()
    for one in (product, hidden):
        add(buyer, one)
    type(hidden).objects.filter(pk=hidden.pk).update(is_public=False)
    withdraw(office, certificate)
    office.post(page(certificate), {"product": [product.pk]})
    told = buyer.get("/gio-hang/")
    problems = {row.product.pk: row.problem for group in told.context["groups"] for row in group.lines}
    assert problems[product.pk].startswith("Đã ngừng bán vì lý do an toàn.")
    assert problems[hidden.pk].startswith("Sản phẩm này không còn bán nữa.")
    assert problems[product.pk] in told.content.decode()
