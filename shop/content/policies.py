"""The standing pages that a buyer agrees to, for the screen where she does."""

from django.http import HttpRequest

from .languages import said
from .models import TextPage

AGREED_TO = ("dieu-khoan-su-dung", "cach-thanh-toan", "giao-hang", "doi-tra-va-hoan-tien", "bao-ve-du-lieu-ca-nhan")


def terms_pages(request: HttpRequest) -> list[dict]:
    """Title and address of each that the shop has, in the order of `AGREED_TO`; one query."""
    found = TextPage.objects.live().filter(slug__in=AGREED_TO)
    pages = sorted(found, key=lambda page: AGREED_TO.index(page.slug))
    return [{"title": said(page.title, page.title_en), "url": page.get_url(request)} for page in pages]
