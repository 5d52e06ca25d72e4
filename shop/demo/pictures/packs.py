"""Packs, standing on y = 930 around x = 600, with a paper label."""

import random
from dataclasses import dataclass

from .shapes import COTTON, INDIGO, LEAF, MADDER, TURMERIC, at, lozenge, path, rect, shadow, stroke


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    width: float
    ink: str


@dataclass(frozen=True)
class Pack:
    svg: str
    label: Label


def emblem(x: float, y: float, w: float, h: float, paper: str, ink: str, item: str) -> tuple[str, Label]:
    """A paper label: the ingredient above, room for the words below, stitches around."""
    svg = rect(x - w / 2, y - h / 2, w, h, paper, 4)
    svg += rect(
        x - w / 2 + 10,
        y - h / 2 + 10,
        w - 20,
        h - 20,
        "none",
        0,
        f'stroke="{ink}" stroke-width="3" stroke-dasharray="12 7" opacity=".55"',
    )
    svg += at(item, x, y - h * 0.16, 0, h / 250)
    return svg, Label(x, y + h * 0.25, w - 56, ink)


def jar(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    svg = shadow(600, 930, 290, 42) + rect(400, 450, 400, 480, body, 56) + rect(400, 450, 400, 480, "url(#round)", 56)
    svg += (
        rect(430, 420, 340, 60, body, 10)
        + rect(410, 336, 380, 104, lid, 16)
        + rect(410, 336, 380, 104, "url(#round)", 16)
    )
    svg += "".join(rect(x, 344, 5, 88, "#000", 2, 'opacity=".12"') for x in range(430, 780, 22))
    label, words = emblem(600, 690, 330, 320, paper, ink, item)
    return Pack(svg + label + rect(424, 490, 22, 400, "#fff", 11, 'opacity=".35"'), words)


def pouch(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    outline = "M392 330H808L818 420Q842 660 816 930Q600 950 384 930Q358 660 382 420z"
    svg = shadow(600, 934, 310, 40) + path(outline, body) + path(outline, "url(#round)")
    svg += path("M392 330H808L816 408H384z", lid) + "".join(rect(384 + i * 24, 322, 12, 12, lid) for i in range(1, 18))
    svg += stroke("M384 408H816", "#000", 3, 'opacity=".25"')
    label, words = emblem(600, 665, 320, 390, paper, ink, item)
    return Pack(svg + label, words)


def box(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    svg = (
        shadow(620, 934, 350, 40)
        + path("M800 470L900 430V890L800 932z", lid)
        + path("M330 470L430 430H900L800 470z", paper)
        + rect(330, 470, 470, 462, body)
    )
    svg += (
        path("M800 470L900 430V890L800 932z", "#000", 'opacity=".18"')
        + rect(330, 500, 470, 26, lid)
        + rect(330, 880, 470, 26, lid)
    )
    label, words = emblem(565, 703, 350, 312, paper, ink, item)
    return Pack(svg + label, words)


def bottle(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    outline = (
        "M545 300H655V430C660 500 740 520 740 610V900Q740 930 710 930H490Q460 930 460 900V610C460 520 540 500 545 430z"
    )
    svg = (
        shadow(600, 932, 220, 36)
        + path(outline, body)
        + path(outline, "url(#round)")
        + rect(533, 232, 134, 92, lid, 10)
        + rect(533, 232, 134, 92, "url(#round)", 10)
    )
    label, words = emblem(600, 735, 268, 290, paper, ink, item)
    return Pack(svg + label + rect(478, 600, 16, 300, "#fff", 8, 'opacity=".35"'), words)


def bundle(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    rng = random.Random(body)
    lines = "".join(
        stroke(
            f"M{300 + rng.uniform(-26, 26):.0f} {y}C480 {y + rng.uniform(-10, 10):.0f} "
            f"720 {y + rng.uniform(-10, 10):.0f} {900 + rng.uniform(-26, 26):.0f} {y}",
            lid if n % 3 else "#fff6e0",
            8,
        )
        for n, y in enumerate(range(596, 924, 9))
    )
    svg = shadow(600, 932, 390, 40) + rect(290, 590, 620, 340, body, 60) + lines
    label, words = emblem(600, 760, 320, 356, paper, ink, item)
    return Pack(svg + label, words)


def cloth(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    out = [shadow(600, 936, 380, 40)]
    for n, colour in enumerate((INDIGO, MADDER, LEAF, body)):
        y = 810 - n * 112
        out.append(rect(270, y, 660, 118, colour, 46))
        out.extend(
            lozenge(x, y + 59, 5, 8, TURMERIC) + lozenge(x, y + 59, 3, 8, (MADDER, COTTON, INDIGO, MADDER)[n])
            for x in range(340, 880, 87)
        )
        out.append(rect(290, y + 14, 620, 5, COTTON, 2) + rect(290, y + 99, 620, 5, COTTON, 2))
    label, words = emblem(600, 735, 230, 240, paper, ink, item)
    return Pack("".join(out) + label, words)


def stilt_house(body: str, lid: str, paper: str, ink: str, item: str) -> Pack:
    hills = path("M0 880L180 520L330 720L520 380L760 760L940 470L1200 860V960H0z", LEAF, 'opacity=".55"') + path(
        "M0 900L260 690L480 860L800 640L1200 900V980H0z", LEAF
    )
    planks = "".join(stroke(f"M{x} 650V800", "#5d351d", 3) for x in range(380, 840, 30))
    roof = path("M280 650L400 430H800L920 650z", lid) + "".join(
        stroke(f"M{300 + i * 12} {630 - i * 40}H{900 - i * 12}", "#000", 3, 'opacity=".18"') for i in range(5)
    )
    posts = "".join(rect(x, 800, 24, 140, "#4a2c1a") for x in (390, 510, 666, 786))
    windows = "".join(rect(x, 690, 80, 80, TURMERIC, 4) + stroke(f"M{x + 40} 690v80", "#5d351d", 5) for x in (430, 690))
    ladder = stroke("M575 940L590 800M640 940L625 800M580 900H636M583 860H632M587 825H628", "#4a2c1a", 9)
    return Pack(
        hills
        + shadow(600, 944, 380, 30)
        + rect(366, 640, 468, 164, body)
        + planks
        + rect(560, 680, 80, 124, "#4a2c1a", 4)
        + windows
        + roof
        + posts
        + ladder,
        Label(600, 1120, 480, COTTON),
    )
