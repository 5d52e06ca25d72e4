"""The demo's pages are the standing pages with a notice, and stories that say that they are invented."""

import tomllib
from pathlib import Path

import pytest

from shop.content.models import StoryPage, TextPage
from shop.demo import pages
from tests.factories import make_product

STORIES = Path(pages.__file__).parent / "data/stories.toml"


@pytest.mark.django_db
def test_policies_carry_the_notice_and_stories_are_told_in_both_languages(client):
    stories = tomllib.loads(STORIES.read_text(encoding="utf-8"))["story"]
    for title in {title for story in stories for title in story["products"]}:
        make_product(title)
    pages.make_pages(stories)
    noticed = TextPage.objects.filter(body__contains="Văn bản mẫu", body_en__contains="Sample text")
    assert noticed.count() == 6 and TextPage.objects.count() == 8
    told = StoryPage.objects.all()
    assert len(told) == 3 and all(story.title_en and story.lead_en and story.body_en for story in told)
    english = client.get("/en/").content.decode()
    assert ">Three days for one scarf</a>" in english and "Chuyện ở vùng trồng" not in english
    assert "<h1>Three days for one scarf</h1>" in client.get(f"/en/{told[0].slug}/").content.decode()
