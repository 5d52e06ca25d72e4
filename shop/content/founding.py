"""The pages that a shop needs before its first visitor: home, policies, ranking, and how to trust a star.

Each is written once and belongs to the office from then on: founding again adds only what is missing.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from wagtail.models import Page, Site, Task, Workflow

from django.conf import settings
from django.db import transaction
from django.utils import translation

from shop.reports.models import PROMISES

from .models import HomePage, SiteAppearance, TextPage

STANDING = tomllib.loads((Path(__file__).parent / "data/standing.toml").read_text(encoding="utf-8"))
REPLY_TIMES = {
    "vi": "{kind}: trả lời lần đầu trong {reply}, giải quyết {solve}.",
    "en": "{kind}: first answer within {reply}, solved {solve}.",
}


@transaction.atomic
def found(*, notice: dict[str, str] | None = None) -> list[str]:
    """Create what is missing and let the site begin at the home page; answers the titles of the new pages.

    `notice` is put on top of every page that lays down rules, by language ("vi", "en"), as HTML.
    """
    _name_the_workflow()
    made = []
    home = HomePage.objects.first()
    if home is None:
        home = _plain_home()
        made.append(home.title)
    _let_the_site_begin_at(home)
    known = set(home.get_children().values_list("slug", flat=True))
    for told in STANDING["page"]:
        if told["slug"] not in known:
            home.add_child(instance=_text_page(told, notice or {}))
            made.append(told["title"])
    if not home.body:
        home.body = list(opening(home))
        home.save_revision().publish()
    return made


def trust_page(home: HomePage) -> TextPage | None:
    return TextPage.objects.child_of(home).filter(slug=STANDING["page"][0]["slug"]).first()


def opening(home: HomePage, *, more: tuple[tuple[str, dict], ...] = ()) -> Iterator[tuple[str, dict]]:
    """The home page's blocks; `more` come before the newest products."""
    told, trust = STANDING["home"], trust_page(home)
    hero = {"title": told["title"], "title_en": told["title_en"], "text": told["lead"], "text_en": told["lead_en"]}
    if trust:
        hero |= {"link_text": told["link"], "link_text_en": told["link_en"], "link": trust}
    yield "hero", hero
    yield "products", product_row(told["rows"]["stars"], "stars", most=8)
    yield "trust", {"page": trust}
    yield from more
    yield "products", product_row(told["rows"]["newest"], "newest")
    yield "provinces", dict(zip(("title", "title_en"), told["rows"]["provinces"], strict=True))


def product_row(titles: list[str], rule: str, *, province: str = "", most: int = 4) -> dict:
    """`titles` are the Vietnamese and the English one."""
    title, title_en = titles
    return {"title": title, "title_en": title_en, "rule": rule, "province": province, "most": most}


def _plain_home() -> HomePage:
    told = STANDING["home"]
    words = {name: told[name] for name in ("title", "title_en", "lead", "lead_en", "slug")}
    return Page.get_first_root_node().add_child(instance=HomePage(**words))


def _name_the_workflow() -> None:
    """Wagtail's migrations make one with an English name; the button says “Gửi tới …”."""
    for model in (Workflow, Task):
        model.objects.filter(name="Moderators approval").update(name="Người duyệt")


def _let_the_site_begin_at(home: HomePage) -> None:
    """A site that begins at a page of ours stays as it is; Wagtail's welcome page makes room."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.pk and isinstance(site.root_page.specific, HomePage):
        return
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page, site.site_name = home, settings.OSCAR_SHOP_NAME
    site.save()
    SiteAppearance.objects.get_or_create(site=site)
    for page in Page.objects.filter(depth=2, numchild=0).exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()
    home.refresh_from_db()


def _text_page(told: dict, notice: dict[str, str]) -> TextPage:
    words = {name: _filled(told[name], _language(name)) for name in ("title", "title_en", "lead", "lead_en")}
    for name in ("body", "body_en"):
        first = notice.get(_language(name), "") if told["is_rule"] else ""
        words[name] = first + _filled(told[name].strip(), _language(name))
    return TextPage(slug=told["slug"], show_in_menus=True, **words)


def _language(name: str) -> str:
    return "en" if name.endswith("_en") else "vi"


def _filled(text: str, language: str) -> str:
    filled = text.replace("$return_days", str(settings.RETURN_DAYS))
    return filled.replace("$reply_times", _reply_times(language)) if "$reply_times" in filled else filled


def _reply_times(language: str) -> str:
    with translation.override(language):
        lines = [
            REPLY_TIMES[language].format(
                kind=kind.label,
                reply=_counted("%(n)s working day", "%(n)s working days", promise.reply_days),
                solve=_counted("within %(n)s day", "within %(n)s days", promise.solve_days),
            )
            for kind, promise in PROMISES.items()
        ]
    return "".join(f"<li>{line[0].upper()}{line[1:]}</li>" for line in lines)


def _counted(one: str, many: str, n: int) -> str:
    return translation.ngettext(one, many, n) % {"n": n}
