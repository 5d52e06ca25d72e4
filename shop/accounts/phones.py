"""Vietnamese phone numbers: typed in many shapes, kept in one (local form, digits only)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_MOBILE_OR_LANDLINE = re.compile(r"0(?:[35789]\d{8}|2\d{9})")


def normalise_phone(typed: str) -> str:
    """`+84 912.345.678` → `0912345678`.

    Raises:
        ValidationError: not a Vietnamese mobile (10 digits) or landline (11 digits).
    """
    digits = re.sub(r"[\s.\-()]", "", typed or "")
    digits = re.sub(r"^(?:\+84|0084|84(?=\d{9,10}$))", "0", digits)
    if not _MOBILE_OR_LANDLINE.fullmatch(digits):
        raise ValidationError(_("Enter a Vietnamese phone number, for example 0912 345 678."), code="invalid_phone")
    return digits
