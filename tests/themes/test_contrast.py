"""Every theme's colours can be read: the pairs of base's [contrast] by WCAG 2.2 §1.4.3 and §1.4.11."""

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

THEMES = Path(__file__).parents[2] / "themes"
BASE = tomllib.loads((THEMES / "base/theme.toml").read_text(encoding="utf-8"))
SLUGS = sorted(path.parent.name for path in THEMES.glob("*/theme.toml"))


def colours(slug: str) -> dict[str, str]:
    told = tomllib.loads((THEMES / slug / "theme.toml").read_text(encoding="utf-8"))
    return {**BASE["colours"], **told.get("colours", {})}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, WCAG 2.2 glossary."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("kind", "least"), [("text", 4.5), ("shapes", 3.0)])
def test_every_pair_of_a_theme_has_enough_contrast(slug, kind, least):
    known = colours(slug)
    weak = {
        f"{one} on {ground}": round(contrast(known[one], known[ground]), 2)
        for one, ground in BASE["contrast"][kind]
        if contrast(known[one], known[ground]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_stylesheet_says_the_same_colours_as_the_theme(slug):
    told = tomllib.loads((THEMES / slug / "theme.toml").read_text(encoding="utf-8"))
    sheet = "css/tokens.css" if slug == "base" else told["stylesheet"]
    styles = (THEMES / slug / "static" / sheet).read_text(encoding="utf-8")
    written = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", styles))
    assert written == told["colours"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_theme_or_base_has_every_file_that_the_theme_names(slug):
    told = tomllib.loads((THEMES / slug / "theme.toml").read_text(encoding="utf-8"))
    named = [*told["art"].values(), *filter(None, [told["stylesheet"]])]
    places = (THEMES / slug / "static", THEMES / "base/static")
    assert [path for path in named if not any((place / path).exists() for place in places)] == []
