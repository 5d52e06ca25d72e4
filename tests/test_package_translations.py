"""The programme office works in Wagtail: its Vietnamese is whole, Wagtail's own texts and ours (locale/) together."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import override, trans_real

from tests.factories import make_user
from tests.test_translations import COMPLETING_PACKAGES, OURS

WAGTAIL = Path(wagtail.__file__).parent
SPOKEN = [
    WAGTAIL / folder / "locale/en/LC_MESSAGES/django.po"
    for folder in (
        *("", "admin", "documents", "embeds", "images", "locales", "search", "sites", "snippets", "users"),
        *("contrib/redirects", "contrib/settings"),
    )
]
SPOKEN_BY_SCRIPTS = [WAGTAIL / "admin/locale/en/LC_MESSAGES/djangojs.po"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def entries(paths):
    for path in paths:
        with path.open("rb") as file:
            yield from (one for one in read_po(file) if one.id)


def shown(catalogue, entry):
    """The Vietnamese that a page shows for it, or None."""
    texts = entry.id if isinstance(entry.id, tuple) else (entry.id,)
    key = f"{entry.context}\x04{texts[0]}" if entry.context else texts[0]
    return catalogue.get((key, 0) if len(texts) == 2 else key)


def known(domain):
    """The catalogue that Django's pages read, or the one of the page that serves Wagtail's scripts."""
    if domain == "django":
        return trans_real.translation("vi")._catalog
    return trans_real.DjangoTranslation("vi", domain=domain, localedirs=[str(WAGTAIL / "admin/locale")])._catalog


def keeps_placeholders(english, text):
    """Vietnamese has one form for all counts: it keeps those of the one English form or of the other."""
    forms = english if isinstance(english, tuple) else (english,)
    return sorted(PLACEHOLDER.findall(text)) in [sorted(PLACEHOLDER.findall(form)) for form in forms]


@pytest.mark.one_database
@pytest.mark.parametrize(("domain", "paths"), [("django", SPOKEN), ("djangojs", SPOKEN_BY_SCRIPTS)])
def test_wagtail_says_nothing_that_has_no_vietnamese(domain, paths):
    catalogue = known(domain)
    found = list(entries(paths))
    missing = [(one.context, one.id) for one in found if not shown(catalogue, one)]
    assert found
    assert missing == [], f"Wagtail {wagtail.__version__}: write these to locale/wagtail/vi/LC_MESSAGES/{domain}.po"


@pytest.mark.one_database
@pytest.mark.parametrize(("domain", "paths"), [("django", SPOKEN), ("djangojs", SPOKEN_BY_SCRIPTS)])
def test_vietnamese_of_wagtail_keeps_the_placeholders(domain, paths):
    catalogue = known(domain)
    pairs = [(one.id, shown(catalogue, one)) for one in entries(paths)]
    assert [(english, text) for english, text in pairs if text and not keeps_placeholders(english, text)] == []


@pytest.mark.one_database
@pytest.mark.parametrize("path", COMPLETING_PACKAGES, ids=lambda path: "/".join(path.parts[-5:]))
def test_what_completes_a_package_keeps_the_placeholders(path):
    pairs = [(one.id, one.string if isinstance(one.string, str) else one.string[0]) for one in entries([path])]
    assert [(english, text) for english, text in pairs if not keeps_placeholders(english, text)] == []


@pytest.mark.one_database
def test_what_completes_a_package_changes_no_message_of_ours():
    """`LOCALE_PATHS` wins against an app's own catalogue: give the message of ours a context instead."""
    theirs = {(one.context, one.id): one.string for one in entries(COMPLETING_PACKAGES)}
    assert theirs
    assert [
        (one.id, one.string, theirs[one.context, one.id])
        for one in entries(OURS)
        if theirs.get((one.context, one.id), one.string) != one.string
    ] == []


@pytest.mark.django_db
def test_the_scripts_of_the_office_are_served_vietnamese(client):
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Programme staff"))
    client.force_login(officer)
    answer = client.get("/van-phong/jsi18n/", headers={"Accept-Language": "vi"})
    found = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", answer.content.decode(), re.DOTALL)[1])
    assert (found["Page explorer"], found["%(num)s error"]) == ("Cây trang", ["%(num)s lỗi"])


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(0), "vừa xong"),
        (timedelta(minutes=2), "2 phút trước"),
        (timedelta(hours=1), "1 giờ trước"),
        (timedelta(days=3), "3 ngày trước"),
        (timedelta(days=15), "2 tuần trước"),
        (timedelta(days=70), "2 tháng trước"),
        (timedelta(days=800), "2 năm trước"),
    ],
)
def test_how_long_ago_something_was_is_said_in_vietnamese(ago, told):
    with override("vi"):
        assert str(timesince_simple(timezone.now() - ago)).replace("\xa0", " ") == told
