"""What stands around the products: province pages, policies, signposts for machines, errors, and the other language."""

import gzip
import json
import re

import pytest
from wagtail.models import Site

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from catalogue.places.models import Province
from shop.content.models import HomePage, SiteAppearance, TextPage
from tests.factories import make_certificate, make_producer, make_product

MARKS = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


@pytest.fixture
def home(home) -> HomePage:
    home.title, home.lead = "OCOP goods", "From the hills"
    home.save()
    return home


def get(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def data_of(html: str) -> dict[str, dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return {one["@type"]: one for one in map(json.loads, found)}


@pytest.mark.django_db
def test_a_province_shows_its_products_and_producers_and_nobody_elses(client, django_assert_max_num_queries):
    here, there = Province.objects.get(code="04"), Province.objects.get(code="68")
    mine = make_product("Miến dong", producer=make_producer("HTX Phja Đén", province=here))
    make_certificate(mine, star=4)
    make_product("Cà phê", producer=make_producer("HTX Di Linh", province=there))
    client.get("/")
    with django_assert_max_num_queries(12):
        html = get(client, reverse("province", kwargs={"slug": here.slug}))
    assert "Miến dong" in html and "HTX Phja Đén" in html
    assert "Cà phê" not in html and "HTX Di Linh" not in html


@pytest.mark.django_db
def test_a_province_wears_its_own_theme_and_only_there(client):
    assert "themes/cao_bang/css/theme.css" in get(client, "/tinh/cao-bang/")
    assert "themes/cao_bang" not in get(client, "/tinh/lam-dong/")
    assert "themes/cao_bang" not in get(client, "/san-pham/")


@pytest.mark.django_db
def test_an_unknown_province_is_not_found_and_says_so_kindly(client):
    response = client.get("/tinh/khong-co/")
    assert response.status_code == 404
    assert reverse("catalogue:index") in response.content.decode()


def test_the_theme_chosen_for_a_site_is_worn_by_every_page_of_it(client, home):
    SiteAppearance.objects.create(site=Site.objects.get(), theme="cao_bang")
    make_product("Miến dong")
    for url in ("/", "/san-pham/", "/tim-kiem/?q=mien", "/phan-anh/", "/khong-co/"):
        html = client.get(url).content.decode()
        assert "themes/cao_bang/css/theme.css" in html and "Chợ Phiên Cao Bằng" in html, url
    assert client.get("/site.webmanifest").json()["theme_color"] == "#0c4340"


def test_a_policy_shows_its_text_as_text_and_not_as_markup(client, home):
    home.add_child(instance=TextPage(title="Returns", slug="tra-hang", body="<h2>How</h2><p>Within <b>7</b> days</p>"))
    html = get(client, "/tra-hang/")
    assert "<h2>How</h2>" in html and "&lt;p&gt;" not in html


def test_the_home_page_says_who_runs_the_shop(client, home):
    organisation = data_of(get(client, "/"))["Organization"]
    assert organisation["legalName"] == settings.OPERATOR["name"]
    assert organisation["url"] == "http://testserver/"


@pytest.mark.django_db
def test_a_product_says_where_it_stands_in_the_shop(client):
    product = make_product("Mật ong")
    steps = data_of(get(client, product.get_absolute_url()))["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Trang đầu", "Tất cả sản phẩm", "Mật ong"]
    assert steps[2]["item"] == f"http://testserver{product.get_absolute_url()}"


def test_the_sitemap_names_what_is_public_in_both_languages(client, home):
    shown, draft = make_product("Mật ong"), make_product("Bản nháp", is_public=False)
    xml = get(client, "/sitemap.xml")
    assert f"<loc>http://testserver{shown.get_absolute_url()}</loc>" in xml
    assert f'hreflang="en" href="http://testserver/en{shown.get_absolute_url()}"' in xml
    assert f"/chung-nhan/{shown.slug}_{shown.pk}/" in xml and "/tinh/lam-dong/" in xml
    assert draft.get_absolute_url() not in xml


@pytest.mark.django_db
def test_robots_are_kept_from_baskets_and_offices_and_told_the_sitemap(client):
    text = get(client, "/robots.txt")
    for closed in ("/gio-hang/", "/thanh-toan/", "/van-phong/", "/en/thanh-toan/"):
        assert f"Disallow: {closed}\n" in text
    assert "Disallow: /\n" not in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_page_for_our_own_errors_needs_no_database():
    html = render_to_string("500.html")
    assert '<a class="button" href="/">' in html


@pytest.mark.django_db
def test_a_product_page_with_its_styles_and_scripts_is_at_most_60_kb(client):
    product = make_product("Mật ong hoa nhãn", sheet={"story": "Ong lấy mật trên đồi nhãn. " * 40})
    make_certificate(product)
    for number in range(4):
        make_product(f"Mật ong {number}", producer=product.sheet.producer)
    html = get(client, product.get_absolute_url())
    files = re.findall(r'(?:href|src)="/static/themes/([a-z_]+)/([^"]+\.(?:css|js))"', html)
    parts = [html.encode(), *((settings.THEMES / theme / "static" / path).read_bytes() for theme, path in files)]
    assert len(files) >= 7
    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000


@pytest.mark.django_db
def test_pages_are_sent_compressed_and_photos_as_they_are(client):
    make_product("Mật ong")
    assert client.get("/san-pham/", headers={"accept-encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_english_pages_show_no_vietnamese_of_ours(client, home):
    product = make_product("Honey", producer=make_producer("Hill cooperative", province=None))
    urls = ("/en/", "/en/san-pham/", "/en/tim-kiem/?q=zzzz", "/en/phan-anh/", "/en/dang-nhap/", "/en/gio-hang/")
    for url in (*urls, f"/en{product.get_absolute_url()}", f"/en/san-pham/chung-nhan/{product.slug}_{product.pk}/"):
        html = get(client, url)
        for word in ("Chợ Phiên", "Tiếng Việt", "đồng", "măng nứa", "₫", *settings.OPERATOR.values()):
            html = html.replace(word, "")
        words = re.sub(r"<[^>]*>|&[a-z]+;", " ", re.sub(r"<(script|svg|title).*?</\1>", " ", html, flags=re.S))
        assert not MARKS.findall(words), (url, [line.strip() for line in words.splitlines() if MARKS.search(line)])


@pytest.mark.django_db
def test_suggestions_name_products_and_lead_to_all_results(client, django_assert_max_num_queries):
    product = make_product("Măng nứa khô")
    make_product("Mật ong")
    client.get("/tim-kiem/goi-y/?q=mang")
    with django_assert_max_num_queries(12):
        html = get(client, "/tim-kiem/goi-y/?q=mang")
    assert product.get_absolute_url() in html and "Mật ong" not in html
    assert "/tim-kiem/?q=mang" in html
    assert "<ul" not in get(client, "/tim-kiem/goi-y/?q=m")
