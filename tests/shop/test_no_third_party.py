"""Every page that opens by its address alone, as each kind of visitor: nothing is fetched from a third party."""

import re
from collections.abc import Container, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from django.urls import URLResolver, get_resolver

from shop.settings.csp import BACK_OFFICES
from tests.factories import make_category, make_producer, make_product, make_user

pytestmark = pytest.mark.django_db

FETCHED_LINKS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "icon",
    "shortcut icon",
    "manifest",
    "preconnect",
    "dns-prefetch",
}
SOURCES = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
}
FOREIGN = re.compile(r"\s*(?:https?:)?//(?!testserver[/:])", re.IGNORECASE)


class Fetched(HTMLParser):
    """Collects what a browser would fetch for a page, and inline scripts and styles."""

    def __init__(self, html: str):
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in SOURCES:
            self.addresses.append(given.get(SOURCES[tag]) or "")
            self.addresses += [part.split()[0] for part in (given.get("srcset") or "").split(",") if part.strip()]
        if tag == "link" and (given.get("rel") or "").lower() in FETCHED_LINKS:
            self.addresses.append(given.get("href") or "")
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)
        if (
            tag == "script"
            and "src" not in given
            and given.get("type") not in ("application/ld+json", "application/json")
        ):
            self.inline.append(self.get_starttag_text() or tag)

    @property
    def foreign(self) -> list[str]:
        return [address for address in self.addresses if FOREIGN.match(address)]


def plain_paths(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the site that takes no argument."""
    for pattern in resolver.url_patterns:
        route = before + re.sub(r"^\^|\$$|\\Z$", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from plain_paths(pattern, route)
        elif not re.search(r"[<(\\\[]", route):
            yield "/" + route


SKIPPED = (
    "/van-phong/logout/",
    "/dashboard/logout/",
    "/dang-xuat/",
    "/i18n/",
    "/van-phong/sprite",
    "/van-phong/failwhale/",
)


def opened(client, path: str, known: Container[str]):
    """The page that the path leads to, or None if it leads to one of those known: most lead to the log-in page."""
    for _redirect in range(20):
        if urlsplit(path).path in known:
            return None
        response = client.get(path)
        assert response.status_code < 500, path
        if not response.has_header("Location"):
            return response
        path = urljoin(path, response.headers["Location"])
    raise AssertionError(f"redirected without end: {path}")


def visit(client, paths) -> list[tuple[str, Fetched]]:
    """Open each page; answers those that are HTML, at the address where they ended."""
    pages = {}
    for path in paths:
        if path.startswith(SKIPPED):
            continue
        response = opened(client, path, pages)
        if response and "text/html" in response.get("Content-Type", "") and not response.streaming:
            pages[response.request["PATH_INFO"]] = Fetched(response.content.decode())
    return list(pages.items())


@pytest.fixture
def goods():
    product = make_product()
    make_category()
    return product


@pytest.fixture
def paths(goods):
    found = sorted(set(plain_paths(get_resolver())))
    pk, producer = goods.pk, goods.sheet.producer
    own = [
        goods.get_absolute_url(),
        f"/san-pham/chung-nhan/{goods.slug}_{pk}/",
        f"/chu-the/{producer.slug}_{producer.pk}/",
    ]
    dashboard = [f"/dashboard/catalogue/products/{pk}/", f"/dashboard/partners/{producer.partner_id}/"]
    return [*found, *own, *dashboard, "/khong-co-trang-nay/", "/en/san-pham/"]


def makes_a_visit(client, paths, least: int) -> None:
    pages = visit(client, paths)
    assert len(pages) >= least, [path for path, _ in pages]
    assert {path: page.foreign for path, page in pages if page.foreign} == {}
    front = [(path, page) for path, page in pages if not path.startswith((*BACK_OFFICES, "/tai-lieu/", "/_util/"))]
    assert {path: page.inline for path, page in front if page.inline} == {}
    oscars = {path for path, page in front for address in page.addresses if "/oscar/" in address}
    assert oscars == set(), "pages still in Oscar's own clothes"


def test_an_anonymous_visitor(client, paths):
    makes_a_visit(client, paths, least=10)


def test_a_producer(client, paths, goods):
    user = make_user()
    make_producer(users=[user])
    client.force_login(user)
    makes_a_visit(client, paths, least=15)


def test_an_administrator_with_both_back_offices(client, paths):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    makes_a_visit(client, paths, least=60)
