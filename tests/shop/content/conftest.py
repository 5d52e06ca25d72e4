import pytest
from wagtail.models import Page, Site

from shop.content.models import HomePage


@pytest.fixture
def home(db) -> HomePage:
    """The only page of the only site."""
    root = Page.get_first_root_node()
    for old in root.get_children():
        old.delete()
    root.refresh_from_db()
    page = root.add_child(instance=HomePage(title="Chợ", slug="trang-chu"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page
