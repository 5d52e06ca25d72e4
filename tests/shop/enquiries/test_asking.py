"""A visitor asks to book a tourism service; the producer is told, and nobody else."""

from datetime import date

import pytest
import time_machine

from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.certification.models import ProductGroup
from shop.enquiries.forms import EnquiryForm
from shop.enquiries.models import Enquiry
from shop.notices.models import Notice
from shop.reports.throttling import MOST
from tests.factories import make_producer, make_product, make_user
from tests.shop.enquiries.asking import ASKED, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_asked_yet")]


@pytest.fixture
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def friday():
    with time_machine.travel("2026-11-20 16:00 +0700"):
        yield


def url_of(product) -> str:
    return f"/yeu-cau/{product.pk}/"


def test_a_request_is_kept_and_its_sender_hears_who_answers_and_nothing_that_nobody_promised(client, friday):
    service = make_service(producer=make_producer("HTX Bản Lác", phone="0218 386 7890"))
    response = client.post(url_of(service), ASKED, follow=True)
    kept = Enquiry.objects.get()
    assert (kept.product, kept.phone, kept.day, kept.people) == (service, "0912345678", date(2026, 12, 5), 4)
    assert (kept.language, kept.consent_version, kept.answered_at) == ("vi", "2026-11", None)
    html = response.content.decode()
    assert "HTX Bản Lác đã nhận yêu cầu và sẽ trả lời qua điện thoại, theo số 0912345678." in html
    assert "chậm nhất" not in html and "23/11/2026" not in html
    assert 'href="tel:02183867890"' in html


def test_in_english_everything_is_said_in_english(client, friday):
    service = make_service()
    of_service = f"/en{service.get_absolute_url()}"
    page = client.get("/en" + url_of(service)).content.decode()
    assert "Ask to book" in page and "Day you would like to come" in page and "Yêu cầu" not in page
    told = client.post("/en" + url_of(service), ASKED, follow=True).content.decode()
    assert "has your request and answers by phone, at 0912345678" in told and "điện thoại" not in told
    assert "working day" not in page + told
    assert '<strong lang="vi">Nghỉ nhà sàn</strong>' in page and '<dd lang="vi">Nghỉ nhà sàn</dd>' in told
    assert f'<a href="{of_service}" lang="vi">Nghỉ nhà sàn</a>' in page
    assert Enquiry.objects.get().language == "en"


def test_the_producer_is_told_by_screen_and_letter_without_the_visitors_name(
    client, friday, django_capture_on_commit_callbacks
):
    owner = make_user(email="htx@example.vn")
    service = make_service(producer=make_producer(users=[owner]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en" + url_of(service), ASKED)
    [notice] = Notice.objects.filter(user=owner)
    assert (notice.kind, notice.subject) == ("enquiry", "Yêu cầu đặt: Nghỉ nhà sàn")
    assert notice.text == "Cho ngày 05/12/2026, số người: 4. Khách đang chờ bạn gọi."
    assert notice.url == f"/gian-hang/yeu-cau/#enquiry-{Enquiry.objects.get().pk}"
    [letter] = mail.outbox
    assert letter.to == ["htx@example.vn"] and notice.url in letter.body
    assert "Hoa" not in letter.body and "0912345678" not in letter.body


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"day": "2026-11-19"}, "day"),
        ({"day": ""}, "day"),
        ({"people": "0"}, "people"),
        ({"people": "101"}, "people"),
        ({"message": "x" * 1001}, "message"),
        ({"consent": ""}, "consent"),
    ],
)
def test_what_cannot_be_answered_is_asked_for_again_and_nothing_is_kept(client, friday, told, field):
    url, sent = url_of(make_service()), {**ASKED, **told}
    assert client.post(url, sent).url == url
    for _reload in range(2):
        form = client.get(url).context["form"]
        assert list(form.errors) == [field]
        kept = {name: form[name].value() for name in ("name", "phone", "day", "people", "message")}
        assert kept == {name: sent[name] for name in kept}
    assert Enquiry.objects.count() == 0


def test_what_was_typed_is_forgotten_once_the_request_is_sent(client, friday):
    url = url_of(make_service())
    client.post(url, {**ASKED, "people": "0"})
    assert client.get(url_of(make_service("Đi bè mảng"))).context["form"].is_bound is False
    client.post(url, ASKED)
    assert client.get(url).context["form"].is_bound is False


@pytest.mark.parametrize(("day", "valid"), [(date(2026, 12, 5), True), (date(2026, 12, 6), False)])
def test_the_day_may_be_today_but_not_past(day, valid):
    assert EnquiryForm(ASKED, today=day).is_valid() is valid


def test_the_consent_box_is_not_ticked_beforehand(client):
    page = client.get(url_of(make_service()))
    assert page.status_code == 200
    assert "checked" not in str(page.context["form"]["consent"])


def test_only_public_tourism_services_can_be_asked_for(client):
    goods = make_product(sheet={"group": ProductGroup.objects.get(set_no=7)})
    for product in (make_service(is_public=False), goods, make_product("Không nhóm")):
        assert client.get(url_of(product)).status_code == 404
        assert client.post(url_of(product), ASKED).status_code == 404
    assert client.get("/yeu-cau/999999/").status_code == 404
    assert Enquiry.objects.count() == 0


def test_the_product_page_leads_to_the_form_and_keeps_no_token(client):
    service = make_service()
    html = client.get(service.get_absolute_url()).content.decode()
    assert f'href="{url_of(service)}"' in html and "Gửi yêu cầu đặt" in html
    assert "csrfmiddlewaretoken" not in html[html.index('<article class="product') : html.index("</article>")]
    assert "/yeu-cau/" not in client.get(make_product("Mật ong").get_absolute_url()).content.decode()


def test_a_script_that_fills_every_field_leaves_nothing(client):
    response = client.post(url_of(make_service()), {**ASKED, "website": "http://spam.example"})
    assert response.status_code == 302
    assert Enquiry.objects.count() == Notice.objects.count() == 0


def test_one_address_sends_only_so_many_requests_an_hour(client, friday):
    service = make_service()
    ways = [client.post(url_of(service), ASKED).url for _turn in range(MOST + 1)]
    assert ways == ["/yeu-cau/da-gui/"] * MOST + [url_of(service)]
    assert Enquiry.objects.count() == MOST
    page = client.get(url_of(service))
    assert "đã có quá nhiều yêu cầu gửi từ nơi này" in page.content.decode()
    assert page.context["form"]["name"].value() == ASKED["name"]


def test_the_confirmation_is_only_for_its_sender(client, friday):
    client.post(url_of(make_service()), ASKED)
    assert Client().get("/yeu-cau/da-gui/").status_code == 302
    assert client.get("/yeu-cau/da-gui/").status_code == 200


def test_the_form_is_taken_from_our_own_pages_only():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url_of(make_service()), ASKED).status_code == 403


def test_old_requests_forget_who_wrote_whether_they_were_answered_or_not(client, friday):
    service = make_service()
    for name in ("Hoa Cũ", "Hoa Chờ"):
        client.post(url_of(service), {**ASKED, "name": name})
    Enquiry.objects.filter(name="Hoa Cũ").update(answered_at=timezone.now())
    with time_machine.travel("2027-11-01 08:00 +0700"):
        client.post(url_of(service), {**ASKED, "name": "Hoa Mới", "day": "2027-11-05"})
    with time_machine.travel("2027-12-01 08:00 +0700"):
        call_command("anonymise_orders", "--older-than", "365")
    told = Enquiry.objects.order_by("pk").values_list("name", "phone", "message")
    assert list(told) == [("–", "", ""), ("–", "", ""), ("Hoa Mới", "0912345678", "Có trẻ nhỏ.")]
