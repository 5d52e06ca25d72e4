"""Slugs and search words without Vietnamese marks."""

import re

from anyascii import anyascii


def fold(text: str) -> str:
    """Lower case without marks: `Măng Nứa Đắk Lắk` → `mang nua dak lak`."""
    return anyascii(text).lower()


def slugify(text: str, allow_unicode: bool = False) -> str:
    """`Măng nứa Đắk Lắk` → `mang-nua-dak-lak`. The signature is Oscar's `OSCAR_SLUG_FUNCTION`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
