"""A visitor reports a problem; the office answers in the time that the page promised."""

from datetime import date

import pytest
import time_machine

from django.core.cache import cache

from shop.reports.days import after_working_days
from shop.reports.models import Report
from shop.reports.throttling import MOST
from tests.factories import make_product, make_user

pytestmark = pytest.mark.django_db
TOLD = {"kind": "star", "text": "Sao trên trang khác với quyết định.", "phone": "0912 345 678"}


@pytest.fixture(autouse=True)
def nobody_reported_yet():
    cache.clear()


@time_machine.travel("2026-11-20 16:00 +0700")  # a Friday
def test_a_report_is_kept_and_its_sender_gets_a_number_and_the_days(client):
    product = make_product("Mật ong")
    response = client.post(f"/phan-anh/?san-pham={product.pk}", TOLD, follow=True)
    report = Report.objects.get()
    assert (report.product, report.phone, report.state) == (product, "0912345678", "new")
    assert (report.reply_by, report.solve_by) == (date(2026, 11, 23), date(2026, 11, 23))
    html = response.content.decode()
    assert report.number in html and "chậm nhất ngày 23/11/2026" in html and "trước ngày" not in html


def test_working_days_leave_out_the_weekend():
    assert after_working_days(date(2026, 11, 20), 2) == date(2026, 11, 24)
    assert after_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "told", [{"phone": ""}, {"phone": "12"}, {"text": "sai"}, {"kind": "x"}, {"kind": ""}], ids=str
)
def test_what_cannot_be_answered_is_asked_for_again_and_nothing_is_kept(client, told):
    response = client.post("/phan-anh/", {**TOLD, **told})
    assert response.status_code == 200
    assert Report.objects.count() == 0


def test_the_form_says_beforehand_that_one_of_the_two_is_needed(client):
    html = client.get("/phan-anh/").content.decode()
    asked = html[html.index('<form class="stack"') :]
    assert asked.index("Cần một trong hai") < asked.index('name="phone"') < asked.index('name="email"')
    ways = asked[asked.index("Cần một trong hai") : asked.index("</fieldset>")]
    assert "không bắt buộc" not in ways
    refused = client.post("/phan-anh/", {**TOLD, "phone": ""})
    assert list(refused.context["form"].errors) == ["phone"]


def test_an_email_is_as_good_as_a_phone(client):
    client.post("/phan-anh/", {**TOLD, "phone": "", "email": "hoa@example.vn"})
    assert Report.objects.get().email == "hoa@example.vn"


def test_a_script_that_fills_every_field_leaves_nothing(client):
    response = client.post("/phan-anh/", {**TOLD, "website": "http://spam.example"})
    assert response.status_code == 302
    assert Report.objects.count() == 0


def test_one_address_sends_only_so_many_reports_an_hour(client):
    codes = [client.post("/phan-anh/", TOLD).status_code for _turn in range(MOST + 1)]
    assert codes == [302] * MOST + [429]
    assert Report.objects.count() == MOST


def test_the_confirmation_is_only_for_its_sender(client):
    client.post("/phan-anh/", TOLD)
    number = Report.objects.get().number
    stranger = client.__class__()
    assert stranger.get("/phan-anh/da-nhan/").status_code == 302
    assert number in client.get("/phan-anh/da-nhan/").content.decode()


def test_a_draft_product_is_not_named_by_the_form(client):
    draft = make_product("Bản nháp", is_public=False)
    assert "Bản nháp" not in client.get(f"/phan-anh/?san-pham={draft.pk}").content.decode()
    assert client.get("/phan-anh/?san-pham=%22x").status_code == 200


def test_the_office_answers_but_cannot_change_what_was_reported(admin_client, admin_user):
    report = Report.objects.create(**TOLD)
    url = f"/van-phong/reported-problems/edit/{report.pk}/"
    assert TOLD["text"] in admin_client.get(url).content.decode()
    assert "reported-problems/new/" not in admin_client.get("/van-phong/reported-problems/").content.decode()
    admin_client.post(url, {"state": "answered", "answer": "Đã gọi lại.", "text": "khác"})
    report.refresh_from_db()
    assert (report.state, report.answer, report.text) == ("answered", "Đã gọi lại.", TOLD["text"])
    assert report.handled_by == admin_user


def test_nobody_else_reads_reports(client):
    client.force_login(make_user())
    assert client.get("/van-phong/reported-problems/").status_code in (302, 403)
