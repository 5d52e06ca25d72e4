"""An empty instance becomes a shop by one command, and what the office edits stays the office's."""

from io import StringIO

import pytest
from wagtail.models import Page, Site, Task, Workflow

from django.core.management import call_command
from django.urls import reverse

from shop.content.founding import STANDING
from shop.content.models import HomePage, TextPage
from tests.factories import make_certificate, make_product, make_user

pytestmark = pytest.mark.django_db
SLUGS = [told["slug"] for told in STANDING["page"]]


def found() -> str:
    said = StringIO()
    call_command("found_shop", stdout=said)
    return said.getvalue()


def test_before_it_the_front_page_says_what_to_run_and_is_no_welcome_to_wagtail(client):
    response = client.get("/")
    assert response.status_code == 200 and response["X-Robots-Tag"] == "noindex"
    html = response.content.decode()
    assert "python -m shop found_shop" in html and "Cửa hàng đang được chuẩn bị" in html
    assert "Wagtail" not in html


def test_it_makes_the_pages_in_both_languages_and_the_footer_names_them(client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://cho-phien.vn"
    found()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page.specific_class) == ("cho-phien.vn", 443, HomePage)
    assert Page.objects.filter(depth=2).count() == 1
    for prefix, title in (("", "title"), ("/en", "title_en")):
        html = client.get(f"{prefix}/").content.decode()
        assert f">{STANDING['home'][title]}</h1>" in html
        for told in STANDING["page"]:
            assert f'<a href="{prefix}/{told["slug"]}/">{told[title]}</a>' in html
            page = client.get(f"{prefix}/{told['slug']}/")
            assert page.status_code == 200 and f"<h1>{told[title]}</h1>" in page.content.decode()


def test_once_more_it_changes_nothing(client):
    found()
    page = TextPage.objects.get(slug="khieu-nai")
    page.title, page.body = "Góp ý", "<p>Của chúng tôi</p>"
    page.save_revision().publish()
    home = HomePage.objects.get()
    home.body = [("hero", {"title": "Chợ của tỉnh"})]
    home.save_revision().publish()
    Site.objects.update(hostname="cho.example", port=8443)
    before = list(Page.objects.order_by("pk").values())
    assert found() == "Nothing is missing.\n"
    assert list(Page.objects.order_by("pk").values()) == before
    assert list(Site.objects.values_list("hostname", "port")) == [("cho.example", 8443)]
    assert "Của chúng tôi" in client.get("/khieu-nai/").content.decode()


def test_a_page_that_is_missing_is_added_alone(client):
    found()
    TextPage.objects.get(slug="giao-hang").delete()
    said = found()
    assert said.splitlines()[0] == "  Giao hàng" and "Khiếu nại" not in said
    assert TextPage.objects.count() == len(SLUGS)


def test_what_the_texts_promise_is_what_the_shop_keeps(client, settings):
    settings.RETURN_DAYS = 9
    found()
    assert "trong 9 ngày kể từ ngày nhận" in client.get("/doi-tra-va-hoan-tien/").content.decode()
    assert "within 9 days" in client.get("/en/doi-tra-va-hoan-tien/").content.decode()
    vietnamese, english = (client.get(f"{prefix}/khieu-nai/").content.decode() for prefix in ("", "/en"))
    assert "<li>Giao hàng: trả lời lần đầu trong 1 ngày làm việc, giải quyết trong 5 ngày.</li>" in vietnamese
    assert "<li>Delivery: first answer within 1 working day, solved within 5 days.</li>" in english
    assert "$" not in "".join(TextPage.objects.values_list("body", flat=True))


def test_every_link_of_the_standing_texts_leads_somewhere(client):
    found()
    texts = "".join(text for row in TextPage.objects.values_list("body", "body_en") for text in row)
    links = {piece.split('"')[0] for piece in texts.split('href="')[1:]}
    assert {"/phan-anh/", "/en/phan-anh/", "/khieu-nai/", "/en/khieu-nai/"} <= links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_its_rows_show_what_is_sold(client):
    found()
    make_certificate(make_product("Miến dong"))
    html = client.get(reverse("wagtail_serve", args=[""])).content.decode()
    assert html.count("Miến dong") >= 2 and ">Sao còn hiệu lực</h2>" in html


def test_the_office_sends_pages_to_approval_in_vietnamese_and_keeps_a_name_of_its_own(client):
    found()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    add = reverse("wagtailadmin_pages:add", args=["content", "textpage", HomePage.objects.get().pk])
    html = client.get(add).content.decode()
    assert "Gửi tới Người duyệt" in html and "Moderators approval" not in html
    Workflow.objects.update(name="Ban biên tập")
    found()
    assert [Workflow.objects.get().name, Task.objects.get().name] == ["Ban biên tập", "Người duyệt"]
