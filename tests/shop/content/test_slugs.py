"""Addresses of pages are folded, however they were typed, and never the shop's own."""

import html
import json
import re

import pytest

from django.core.exceptions import ValidationError
from django.urls import reverse

from shop.content.forms import VIETNAMESE
from shop.content.models import TextPage
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TYPED = "đắk-lắk-chợ-ổi"


@pytest.fixture
def office(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def add(client, home, slug: str, **further):
    url = reverse("wagtailadmin_pages:add", args=["content", "textpage", home.pk])
    posted = {"title": "Đắk Lắk: chợ ổi", "slug": slug, "body": "null", "body_en": "null"}
    return client.post(url, {**posted, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, **further})


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_a_page_typed_with_marks_gets_a_folded_address(office, home, action):
    add(office, home, TYPED, **({action: "1"} if action else {}))
    page = TextPage.objects.get()
    assert (page.slug, page.live) == ("dak-lak-cho-oi", bool(action))
    assert page.url_path == "/trang-chu/dak-lak-cho-oi/"
    assert office.get("/dak-lak-cho-oi/").status_code == (200 if action else 404)
    assert office.get(f"/{TYPED}/").status_code == 404


def test_what_another_page_has_after_folding_is_refused_at_the_field(office, home):
    add(office, home, "dak-lak-cho-oi")
    answer = add(office, home, TYPED)
    assert set(answer.context["form"].errors) == {"slug"}
    assert TextPage.objects.count() == 1


@pytest.mark.parametrize("slug", ["gio-hang", "giỏ-hàng", "Giỏ-Hàng", "---"])
def test_an_address_of_the_shops_own_is_refused_however_it_is_typed(office, home, slug):
    answer = add(office, home, slug)
    assert set(answer.context["form"].errors) == {"slug"}
    assert TextPage.objects.count() == 0


def test_an_edited_and_a_copied_page_are_folded_too(office, home):
    page = home.add_child(instance=TextPage(title="Chợ ổi", slug="cho-oi"))
    page.slug = TYPED
    page.save_revision().publish()
    assert TextPage.objects.get(pk=page.pk).slug == "dak-lak-cho-oi"
    office.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Bản sao", "new_slug": "bản-sao", "new_parent_page": home.pk},
    )
    assert TextPage.objects.exclude(pk=page.pk).get().slug == "ban-sao"


def test_saving_without_the_office_folds_and_keeps_reserved_addresses_out(home):
    assert home.add_child(instance=TextPage(title="Chợ", slug="Chợ-Ổi")).slug == "cho-oi"
    assert home.add_child(instance=TextPage(title="Đặc sản", live=False)).slug == "dac-san"
    with pytest.raises(ValidationError):
        home.add_child(instance=TextPage(title="Giỏ hàng"))


def test_the_script_of_the_form_writes_letters_without_marks(office, home):
    page = office.get(reverse("wagtailadmin_pages:add", args=["content", "textpage", home.pk])).content.decode()
    (told,) = re.findall(r'data-w-slug-formatters-value="([^"]+)"', page)
    formatters = json.loads(html.unescape(told))
    assert [pattern[0] for pattern, _letter in formatters] == [pattern for pattern, _letter in VIETNAMESE]
    text = "Đắk Lắk chợ ổi, mỹ vị, Nghệ An, Ưu đãi, phở"
    for (pattern, _flags), letter in formatters:
        text = re.sub(pattern, letter, text)
    assert text.lower() == "dak lak cho oi, my vi, nghe an, uu dai, pho"
