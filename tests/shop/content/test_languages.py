"""Pages in English where staff told them so, else in Vietnamese and marked as such."""

import pytest

from shop.content.models import StoryPage, TextPage
from tests.factories import make_product

ROW = {"rule": "newest", "most": 4}


def get(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_policy_is_told_in_the_language_of_the_page(client, home):
    words = {"title": "Đổi trả", "title_en": "Returns", "lead": "Ngắn gọn", "lead_en": "In short"}
    body = {"body": "<p>Bảy ngày</p>", "body_en": "<p>Seven <b>days</b></p>"}
    home.add_child(instance=TextPage(slug="doi-tra", show_in_menus=True, **words, **body))
    english = get(client, "/en/doi-tra/")
    for part in (
        "<title>Returns",
        "<h1>Returns</h1>",
        'content="In short"',
        '<div class="prose"><p>Seven <b>days</b></p>',
    ):
        assert part in english
    assert '<a href="/en/doi-tra/">Returns</a>' in english and "Bảy ngày" not in english
    vietnamese = get(client, "/doi-tra/")
    assert "<h1>Đổi trả</h1>" in vietnamese and "<p>Bảy ngày</p>" in vietnamese and "Seven" not in vietnamese


def test_what_is_not_told_in_english_is_vietnamese_and_says_so(client, home):
    home.add_child(instance=TextPage(title="Đổi trả", slug="doi-tra", body="<p>Bảy ngày</p>", show_in_menus=True))
    html = get(client, "/en/doi-tra/")
    assert '<h1 lang="vi">Đổi trả</h1>' in html and '<div class="prose" lang="vi"><p>Bảy ngày</p>' in html
    assert '<a href="/en/doi-tra/" lang="vi">Đổi trả</a>' in html
    assert 'lang="vi">Đổi trả' not in get(client, "/doi-tra/")


def test_the_blocks_of_the_home_page_speak_english_each_for_itself(client, home):
    make_product("Honey")
    story = StoryPage(title="Chuyện ong", title_en="Of bees", lead="Mùa hoa", body="<p>Kể</p>", place="Mộc Châu")
    story = home.add_child(instance=story)
    home.body = [
        (
            "hero",
            {"title": "Phiên chợ", "title_en": "Market day", "text": "Lời dẫn", "link_text": "Xem", "link": story},
        ),
        ("products", {**ROW, "title": "Mới lên kệ", "title_en": "New on the shelf"}),
        ("products", {**ROW, "title": "Hàng tươi"}),
        ("stories", {"title": "Lời kể", "title_en": "Told here", "stories": [{"page": story}]}),
    ]
    home.save()
    english = get(client, "/en/")
    for part in (
        "<h1>Market day</h1>", '<p class="lead" lang="vi">Lời dẫn</p>', ">New on the shelf</h2>",
        '<h2 lang="vi">Hàng tươi</h2>', "<h2>Told here</h2>", '">Of bees</a></h3><p lang="vi">Mùa hoa</p>',
    ):  # fmt: skip
        assert part in english, part
    assert "Phiên chợ</h1>" in get(client, "/")


@pytest.mark.django_db
def test_blocks_saved_before_there_was_english_still_show(client, home):
    home.body = [{"type": "hero", "value": {"title": "Phiên chợ", "text": "", "link_text": "", "link": None}}]
    home.save()
    assert '<h1 lang="vi">Phiên chợ</h1>' in get(client, "/en/")
