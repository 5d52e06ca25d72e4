"""Every message of ours has its Vietnamese, and the English pages show no Vietnamese of ours."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from messages import messages, untranslated

from django.utils import translation
from django.utils.translation import gettext, trans_real

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted(
    path
    for folder in ("locale", "shop", "catalogue", "connectors")
    for path in (ROOT / folder).rglob("LC_MESSAGES/*.po")
)
COMPLETING_PACKAGES = [path for path in CATALOGUES if path.parents[3] == ROOT / "locale"]  # test_package_translations
OURS = [path for path in CATALOGUES if path not in COMPLETING_PACKAGES and path.parts[-3] == "vi"]


@pytest.mark.one_database
def test_every_message_of_ours_has_a_vietnamese_translation():
    missing = [f"{one.place}  {one.text}" for one in untranslated(messages())]
    assert missing == [], "run tools/messages.py for a po stub"


@pytest.mark.one_database
@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_translations_keep_the_placeholders_of_their_message(path):
    with path.open("rb") as file:
        entries = [one for one in read_po(file, locale="vi") if one.id]
    wrong = [(one.id, [str(error) for error in one.check()]) for one in entries if list(one.check())]
    assert wrong == []


@pytest.mark.one_database
@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_catalogues_say_each_message_once_and_leave_none_empty(path):
    text = path.read_text(encoding="utf-8")
    with path.open("rb") as file:
        entries = [one for one in read_po(file, locale="vi") if one.id]
    assert [one.id for one in entries if not one.string or one.fuzzy] == []
    assert len(re.findall("^msgid ", text, re.M)) == len(entries) + 1


@pytest.mark.one_database
def test_english_calls_the_basket_a_basket_and_a_voucher_a_voucher():
    with translation.override("en"):
        words = {gettext(text) for text in ("Basket", "Add to basket", "Voucher code", "Your basket is empty.")}
    assert words == {"Basket", "Add to basket", "Voucher code", "Your basket is empty."}
    known = trans_real.translation("en")._catalog
    assert [key for key, _told in known.items() if re.search(r"\b(cart|coupon)s?\b", str(known[key]), re.I)] == []
