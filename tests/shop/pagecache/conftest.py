from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from shop.content.models import HomePage
from shop.pagecache.store import pages


@pytest.fixture(autouse=True)
def remembering(settings, db):
    settings.PAGE_CACHE_BYTES = 1_000_000
    pages.clear()
    yield
    pages.clear()


@pytest.fixture
def home(db) -> HomePage:
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="OCOP goods", slug="cho-phien", lead="From the hills"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page
