"""A title never tells stars: they come from the certificate and go with it; a marketplace must not show them either."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NO_STARS = _(
    "A name carries no stars: the shop shows them by itself, from the certificate and for as long as it is in force. "
    "Take out “★”, “5 sao”, “4 stars” and the like."
)

_DRAWN = r"[★☆⭐🌟✩✪✫✬✭✮✯✰⭑⭒⋆]|\*\*|[3-5]\*($|\s)"
_COUNTED = r"(^|\W)[1-5１-５][\s-]*(sao|stars?)($|\W)"
_IN_WORDS = r"(một|hai|ba|bốn|năm|one|two|three|four|five)[\s-]+(sao|stars?)($|\W)"
_AWARDED = rf"(^|\W)(ocop|đạt|chuẩn|hạng|chứng nhận|rated)\W+(\w+\W+)?{_IN_WORDS}|(^|\W){_IN_WORDS}\W*ocop($|\W)"
# Written for Python, SQLite and PostgreSQL alike: `\b` means another thing there.
STARS = f"{_DRAWN}|{_COUNTED}|{_AWARDED}"
_STARS = re.compile(STARS, re.IGNORECASE)


def tells_stars(title: str) -> bool:
    """`Trà OCOP 5 sao`, `Trà ★★★★`, `Four-star OCOP tea`; neither `Nước mắm Năm Sao`, a brand, nor `Chè sao`."""
    return bool(_STARS.search(unicodedata.normalize("NFC", title)))


def without_stars(title: str) -> None:
    """Validator of a title in any language.

    Raises:
        ValidationError: it names or draws stars.
    """
    if tells_stars(title):
        raise ValidationError(NO_STARS, code="stars")


def told_stars(title: str = "title") -> Q:
    """The same as SQL, on the field named."""
    return Q(**{f"{title}__iregex": STARS})
