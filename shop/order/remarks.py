"""What the shop itself writes beside a step, told in the reader's language whatever language it was kept in."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

KNOWN = (
    gettext_noop("cancelled by the buyer"),
    gettext_noop("cancelled by the office: the goods were taken off sale for safety"),
    gettext_noop("delivery failed"),
    gettext_noop("Goods in it were taken off sale for safety; the office looks into it."),
    gettext_noop("not paid in time"),
    gettext_noop("paid by bank transfer"),
    gettext_noop("paid by card"),
    gettext_noop("released by the office"),
    gettext_noop("replaced by a newer order"),
    gettext_noop("the buyer had it: she returned goods"),
    gettext_noop("the card was not accepted"),
    gettext_noop("the parcel was not accepted at the door"),
    gettext_noop("the producer brings it herself"),
)


def told(note: str) -> str:
    """The note in the active language if the shop wrote it, else as a person wrote it."""
    msgid = _by_text().get(note)
    return gettext(msgid) if msgid else note


@cache
def _by_text() -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {gettext(msgid): msgid for msgid in KNOWN}
    return found
