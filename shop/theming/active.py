"""Which province's theme is being served: a context variable, so that mails and tasks can set it too."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings

_active: ContextVar[str | None] = ContextVar("theme", default=None)


def active_theme() -> str:
    return _active.get() or settings.THEME_DEFAULT


@contextmanager
def theme(slug: str) -> Iterator[None]:
    """Serve everything inside the block in the theme `slug`; an unknown slug means the default."""
    token = _active.set(slug if slug in installed_themes() else settings.THEME_DEFAULT)
    try:
        yield
    finally:
        _active.reset(token)


@cache
def installed_themes() -> dict[str, dict[str, Any]]:
    """Every theme's `theme.toml` by folder name."""
    found = {}
    for folder in sorted(settings.THEMES.iterdir()):
        if (description := folder / "theme.toml").exists():
            found[folder.name] = tomllib.loads(description.read_text(encoding="utf-8"))
    return found
