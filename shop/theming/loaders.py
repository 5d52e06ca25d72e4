"""Templates come from the active theme, then from `themes/base`, then from the apps."""

from pathlib import Path

from django.conf import settings
from django.template.loaders import cached, filesystem

from .active import active_theme


class ThemeLoader(filesystem.Loader):
    def get_dirs(self) -> list[Path]:
        slugs = dict.fromkeys([active_theme(), "base"])
        return [settings.THEMES / slug / "templates" for slug in slugs]


class ThemeCachedLoader(cached.Loader):
    """Django's cached loader, keyed by theme too: without it the first theme served would win for all."""

    def cache_key(self, template_name, skip=None):
        return f"{active_theme()}:{super().cache_key(template_name, skip)}"
