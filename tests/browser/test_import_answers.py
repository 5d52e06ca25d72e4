"""The preview of an import counts, as answers are chosen, the rows that its button will record and those that wait."""

import pytest
from playwright.sync_api import Page, expect

from django.contrib.auth.models import Group

from catalogue.certification.models import Certificate
from tests.catalogue.importing import files
from tests.factories import make_producer, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "5801234567"


@pytest.fixture
def preview(page: Page, live_server) -> Page:
    officer = make_user(email="canbo@example.vn", is_staff=True)
    officer.groups.add(Group.objects.get(name="Programme staff"))
    make_producer("HTX Thử Một", province_id="04", tax_code=CODE)
    five = {"producer": "HTX Thử Năm", "address": "Xã Ninh Gia, Lâm Đồng"}
    rows = [[*files.ROW, ""], [*files.row(**five), CODE], [*files.row(product="Chè shan", **five), CODE]]
    page.goto(f"{live_server.url}/dang-nhap/")
    page.fill("input[name=username]", officer.email)
    page.fill("input[name=password]", "mat-khau-rat-dai")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/van-phong/**")
    page.goto(f"{live_server.url}/van-phong/nhap-quyet-dinh/")
    content = files.csv_file([[*files.HEADER, "Mã số thuế"], *rows])
    page.set_input_files("input[type=file]", {"name": "qd.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    return page


def test_the_button_counts_the_answers_and_records_as_many(preview):
    button, waiting = preview.locator(".register-apply button"), preview.locator(".register-waiting")
    expect(button).to_have_text("Ghi 1 dòng")
    expect(waiting).to_contain_text("2 dòng đang chờ")
    preview.get_by_label("Là chủ thể mới; mã số thuế trong tệp bị sai").check()
    expect(button).to_have_text("Ghi 3 dòng")
    expect(waiting).to_be_hidden()
    preview.get_by_label("Để các dòng này").check()
    expect(button).to_have_text("Ghi 1 dòng")
    expect(waiting).to_contain_text("2 dòng đang chờ")
    preview.get_by_label("Là chủ thể HTX Thử Một").check()
    button.click()
    preview.wait_for_load_state()
    assert Certificate.objects.count() == 3
