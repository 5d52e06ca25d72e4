"""The producer's desk: her own requests, open ones on top, and whom she called back."""

import pytest
import time_machine

from django.test import Client
from django.utils import timezone

from shop.enquiries.models import Enquiry
from shop.enquiries.sending import send
from shop.notices.models import Notice
from tests.factories import make_producer, make_product, make_user
from tests.shop.enquiries.asking import make_enquiry, make_service

pytestmark = pytest.mark.django_db
LIST = "/gian-hang/yeu-cau/"


@pytest.fixture
def owner():
    return make_user(full_name="Hà Thị Lan")


@pytest.fixture
def service(owner):
    return make_service(producer=make_producer("HTX Bản Lác", users=[owner]))


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def panel_urls(response) -> list[str]:
    return [panel["url"] for panel in response.context["panels"]]


def test_open_requests_stand_on_top_newest_first(desk, service):
    for minute, name in enumerate(("cũ", "mới", "đã trả lời")):
        with time_machine.travel(f"2026-11-20 16:0{minute} +0700", tick=False):
            make_enquiry(service, name=name, answered_at=timezone.now() if name == "đã trả lời" else None)
    page = desk.get(LIST)
    assert [one.name for one in page.context["page_obj"]] == ["mới", "cũ", "đã trả lời"]
    html = page.content.decode()
    assert html.count('href="tel:0912345678"') == 3 and html.count("/da-tra-loi/") == 2
    assert [panel["count"] for panel in page.context["panels"] if panel["url"] == LIST] == [2]


def test_answering_is_noted_once_with_who_and_when_and_its_notice_is_read(desk, owner, service):
    enquiry = Enquiry(product=service, name="Hoa", phone="0912345678", people=2, day=timezone.localdate())
    send(enquiry)
    other = make_enquiry(service)
    url = f"{LIST}{enquiry.pk}/da-tra-loi/"
    assert desk.get(url).status_code == 405
    assert desk.post(url).url == LIST
    enquiry.refresh_from_db()
    first = enquiry.answered_at
    assert first is not None and enquiry.answered_by == owner
    assert Notice.objects.unread().count() == 0
    desk.post(url)
    enquiry.refresh_from_db()
    other.refresh_from_db()
    assert (enquiry.answered_at, other.answered_at) == (first, None)
    assert "Hà Thị Lan" in desk.get(LIST).content.decode()


def test_another_producer_neither_sees_nor_answers_them(service):
    enquiry = make_enquiry(service, name="Khách riêng")
    neighbour, stranger = make_user(), make_user()
    make_service(producer=make_producer(users=[neighbour]))
    browser = Client()
    browser.force_login(neighbour)
    page = browser.get(LIST)
    assert list(page.context["page_obj"]) == [] and "Khách riêng" not in page.content.decode()
    assert browser.post(f"{LIST}{enquiry.pk}/da-tra-loi/").status_code == 404
    browser.force_login(stranger)
    assert browser.get(LIST).status_code == 404
    assert browser.post(f"{LIST}{enquiry.pk}/da-tra-loi/").status_code == 404
    assert Client().get(LIST).status_code == Client().post(f"{LIST}{enquiry.pk}/da-tra-loi/").status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.answered_at is None


def test_the_answer_is_taken_from_our_own_pages_only(owner, service):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.post(f"{LIST}{make_enquiry(service).pk}/da-tra-loi/").status_code == 403


def test_a_request_whose_sender_was_forgotten_asks_for_no_call_any_more(desk, service):
    make_enquiry(service, name="–", phone="", message="")
    waiting = make_enquiry(service)
    page = desk.get(LIST)
    html = page.content.decode()
    assert page.context["page_obj"][0].pk == waiting.pk
    assert html.count("/da-tra-loi/") == 1
    assert "chưa được trả lời. Họ tên và số điện thoại không còn được lưu." in html
    assert [panel["count"] for panel in page.context["panels"] if panel["url"] == LIST] == [1]


def test_an_empty_list_says_what_will_stand_there(desk, service):
    assert "Chưa có yêu cầu nào" in desk.get(LIST).content.decode()


def test_the_navigation_shows_requests_only_to_who_offers_a_service_or_was_asked(desk, owner, service):
    assert LIST in panel_urls(desk.get(LIST))
    service.sheet.group = None
    service.sheet.save()
    make_product("Mật ong", producer=service.sheet.producer)
    assert LIST not in panel_urls(desk.get("/gian-hang/"))
    make_enquiry(service)
    assert LIST in panel_urls(desk.get("/gian-hang/"))


@pytest.mark.parametrize("asked", [1, 8])
def test_the_list_asks_the_database_a_fixed_number_of_times(desk, owner, service, asked, django_assert_max_num_queries):
    for _turn in range(asked):
        make_enquiry(service, answered_at=timezone.now(), answered_by=owner)
        make_enquiry(service)
    with django_assert_max_num_queries(14):
        assert len(desk.get(LIST).context["page_obj"]) == 2 * asked
