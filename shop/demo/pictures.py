"""Pictures for the demo catalogue: drawn, not photographed, and marked "ảnh mẫu".

Each kind of product has a pack and an ingredient; each seed lays them out in one of
three ways (the pack on a table, the goods in a bamboo tray, the goods set out like
brocade). All shapes are our own drawings; the words on the labels use Phudu (OFL).
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw, ImageFont

SIDE = 1200
FONTS = Path(__file__).resolve().parents[2] / "themes" / "base" / "static" / "fonts"
FONT_FILES = ("phudu-latin-700.woff2", "phudu-vietnamese-700.woff2")
MARK = "ảnh mẫu"
CLOSE_UP = 1.28  # of the pack on the table

INDIGO, MADDER, TURMERIC, LEAF, COTTON = "#20245c", "#b4232e", "#f3b72e", "#2f8f6b", "#fbf6e9"


@dataclass(frozen=True)
class Ground:
    wall: str
    table: str
    thread: str


GROUNDS = {
    "clay": Ground("#e9b493", "#c9744f", "#dd9a74"),
    "turmeric": Ground("#f6d58a", "#dfa23a", "#efc566"),
    "leaf": Ground("#b9d3ae", "#5f8f64", "#a3c397"),
    "sky": Ground("#bcd6dc", "#5f93a0", "#a6c7cf"),
    "rose": Ground("#f0c3bb", "#c4685f", "#e6aea4"),
    "hemp": Ground("#e8dcc3", "#b9976a", "#dbcba9"),
    "indigo": Ground("#3a4088", "#20245c", "#474da0"),
}


# --- shapes ---------------------------------------------------------------------------


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" fill="{fill}" {more}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {more}/>'


def path(d: str, fill: str = "none", more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def stroke(d: str, colour: str, width: float, more: str = "") -> str:
    return path(
        d, more=f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" {more}'
    )


def at(shape: str, x: float, y: float, turn: float = 0, scale: float = 1) -> str:
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f}) scale({scale:.2f})">{shape}</g>'


def shadow(x: float, y: float, rx: float, ry: float) -> str:
    return oval(x, y, rx, ry, "url(#shadow)")


def star(x: float, y: float, r: float, fill: str) -> str:
    """The eight-petalled woven star of our badge."""
    side = r / (2 * math.cos(math.pi / 8))
    petals = []
    for i in range(8):
        a, b = math.pi / 4 * i - math.pi / 8, math.pi / 4 * i + math.pi / 8
        ax, ay, bx, by = math.cos(a) * side, math.sin(a) * side, math.cos(b) * side, math.sin(b) * side
        gap_x, gap_y = (ax + bx) * 0.05, (ay + by) * 0.05
        points = ((0, 0), (ax, ay), (ax + bx, ay + by), (bx, by))
        petals.append("M" + "L".join(f"{x + gap_x + px:.1f} {y + gap_y + py:.1f}" for px, py in points) + "z")
    return path("".join(petals), fill)


def lozenge(x: float, y: float, steps: int, cell: float, fill: str) -> str:
    rows = []
    for i in range(1 - steps, steps):
        half = (steps - abs(i)) * cell
        rows.append(f"M{x - half:.1f} {y + (i - 0.5) * cell:.1f}h{2 * half:.1f}v{cell}H{x - half:.1f}z")
    return path("".join(rows), fill)


def brocade(y: float, height: float, ground: str = INDIGO) -> str:
    """A woven runner across the whole picture."""
    cell = height / 16
    out = [rect(0, y, SIDE, height, ground)]
    for n, x in enumerate(range(0, SIDE + 1, int(height))):
        outer, inner = ((MADDER, TURMERIC), (LEAF, COTTON))[n % 2]
        for steps, fill in ((7, TURMERIC), (6, outer), (4, COTTON), (3, outer), (1, inner)):
            out.append(lozenge(x, y + height / 2, steps, cell, fill))
    out.append(rect(0, y, SIDE, cell, TURMERIC) + rect(0, y + height - cell, SIDE, cell, TURMERIC))
    return "".join(out)


# --- the goods, each about 100 wide around (0, 0) -----------------------------------------


def macadamia() -> str:
    return (
        oval(0, 0, 48, 47, "#7a4a2b")
        + oval(-6, -8, 38, 34, "#94603b")
        + stroke("M-40 14Q0 34 42 6", "#efdcb8", 7)
        + oval(-16, -22, 11, 7, "#c39468")
    )


def cashew() -> str:
    return path(
        "M-46 -6C-44 -44 18 -52 40 -22C58 2 46 40 22 40C2 40 10 16 -4 10C-20 4 -46 20 -46 -6z", "#e3b673"
    ) + stroke("M-34 -10C-26 -32 14 -34 28 -12", "#f3d7a4", 8)


def coffee_bean() -> str:
    return (
        oval(0, 0, 34, 47, "#5a321c")
        + oval(-7, -6, 22, 34, "#744527")
        + stroke("M4 -42C-16 -14 18 12 -2 42", "#32190b", 6)
    )


def pepper() -> str:
    grains = ((-22, -18), (18, -24), (-2, 8), (30, 14), (-30, 22), (4, 38))
    return "".join(oval(x, y, 19, 19, "#4d6b34") + oval(x - 5, y - 6, 7, 5, "#86a860") for x, y in grains)


def mushroom() -> str:
    return (
        path("M-12 4C-14 26 -20 46 0 48C20 46 14 26 12 4z", "#f3e3c6")
        + path("M-48 8C-46 -44 46 -44 48 8C30 16 -30 16 -48 8z", "#c1763c")
        + oval(-16, -14, 12, 7, "#e0a56c")
        + oval(18, -8, 8, 5, "#e0a56c")
    )


def cordyceps() -> str:
    stems = ((-30, -8, 0), (-14, -40, -4), (2, -48, 4), (18, -36, 8), (32, -4, 14))
    return "".join(
        stroke(f"M{bend * 0.4} 46Q{x * 0.4} 10 {x} {y}", "#ee8a2d", 10) + oval(x, y, 8, 14, "#f6b04e")
        for x, y, bend in stems
    )


def dried_fruit() -> str:
    seeds = "".join(at(oval(0, -22, 4, 8, "#c8842b"), 0, 0, turn) for turn in range(0, 360, 45))
    return oval(0, 0, 47, 46, "#e59a2f") + oval(0, 0, 38, 37, "#f7c65c") + seeds + oval(0, 0, 8, 8, "#fbe3a6")


def artichoke() -> str:
    out = [stroke("M0 30V52", "#6a8a4a", 12)]
    for row, (y, n, colour) in enumerate(((-18, 3, "#8fae68"), (0, 4, "#7b9d58"), (18, 5, "#688a48"))):
        for i in range(n):
            x = (i - (n - 1) / 2) * 20
            out.append(
                path(
                    f"M{x} {y - 28}C{x + 16} {y - 10} {x + 14} {y + 12} {x} {y + 16}"
                    f"C{x - 14} {y + 12} {x - 16} {y - 10} {x} {y - 28}z",
                    colour,
                    f'stroke="#55753a" stroke-width="{2 + row * 0.5}"',
                )
            )
    return "".join(out)


def tea_leaf() -> str:
    return (
        path("M-44 24C-40 -22 8 -44 46 -30C44 12 0 44 -44 24z", "#4f7d3f")
        + stroke("M-44 24C-14 10 12 -8 40 -26", "#a9c78b", 4)
        + stroke("M-12 8L-6 -18M10 -6L18 -28", "#a9c78b", 3)
    )


def honeycomb() -> str:
    out = []
    for x, y in ((0, -28), (-26, 16), (26, 16)):
        points = " ".join(
            f"{x + 28 * math.sin(math.pi / 3 * i):.1f},{y + 28 * math.cos(math.pi / 3 * i):.1f}" for i in range(6)
        )
        out.append(
            f'<polygon points="{points}" fill="#f2a922" stroke="#c97c12" stroke-width="5"/>'
            + oval(x - 7, y - 9, 8, 6, "#fbd67a")
        )
    return "".join(out)


def rice() -> str:
    grains = ((-24, -16, 20), (8, -30, -35), (30, 2, 60), (-6, 6, -10), (-30, 26, 70), (14, 32, 15))
    return "".join(
        at(oval(0, 0, 9, 22, "#fffaf0", 'stroke="#d9cdb2" stroke-width="2"'), x, y, turn) for x, y, turn in grains
    )


def bamboo_shoot() -> str:
    return path("M0 -50C26 -20 32 20 26 48H-26C-32 20 -26 -20 0 -50z", "#e2bd77") + "".join(
        path(
            f"M{-24 + i * 2} {44 - i * 24}Q0 {10 - i * 22} {24 - i * 2} {44 - i * 24}"
            f"Q0 {28 - i * 22} {-24 + i * 2} {44 - i * 24}z",
            c,
        )
        for i, c in enumerate(("#9c6b34", "#b27f43", "#c39455"))
    )


def orange() -> str:
    return (
        oval(0, 2, 47, 46, "#ee8322")
        + oval(-10, -8, 30, 27, "#f79d3e")
        + oval(-18, -18, 9, 6, "#fcc98a")
        + path("M2 -42C16 -58 36 -54 42 -46C30 -36 14 -34 2 -42z", "#4e8a3e")
        + oval(0, -42, 5, 4, "#5b4a23")
    )


def fish() -> str:
    return (
        path("M-48 0C-26 -28 16 -24 32 0C16 24 -26 28 -48 0z", "#8fa9b4")
        + path("M-46 2C-24 24 14 22 32 0C10 10 -24 12 -46 2z", "#dfe9ec")
        + path("M26 0L50 -20V20z", "#6f8b98")
        + oval(-32, -4, 5, 5, "#1b2b33")
        + stroke("M-18 -12Q-12 0 -18 12", "#6f8b98", 3)
    )


def chilli() -> str:
    return (
        path("M-40 -20C-20 -34 -4 -16 8 2C18 18 34 30 48 34C20 46 -12 34 -26 10C-34 -2 -36 -8 -40 -20z", "#cf2a27")
        + stroke("M-38 -22Q-46 -34 -40 -46", "#4e8a3e", 8)
        + stroke("M-24 -16C-10 -8 0 16 22 28", "#ee7a6a", 4)
    )


def cake() -> str:
    return (
        rect(-44, -44, 88, 88, "#f4e3bd", 12)
        + rect(-44, -44, 88, 88, "none", 12, 'stroke="#d8bd83" stroke-width="5"')
        + star(0, 0, 34, "#d8a548")
    )


def strands(colour: str, light: str) -> str:
    out = []
    for i in range(7):
        y = -36 + i * 12
        out.append(
            stroke(f"M-46 {y}C-24 {y - 14} -22 {y + 14} 0 {y}S24 {y - 14} 46 {y}", light if i % 2 else colour, 8)
        )
    return "".join(out)


def noodles() -> str:
    return strands("#d99a2b", "#f2c861")


def vermicelli() -> str:
    return strands("#8f7f6b", "#c4b7a3")


def corn() -> str:
    kernels = "".join(
        oval(x, y, 7, 8, "#f5c443" if (x + y) % 3 else "#e9ae2a")
        for y in range(-40, 20, 14)
        for x in range(-16, 17, 11)
    )
    return (
        oval(0, -12, 25, 40, "#e0a324")
        + kernels
        + path("M0 50C-42 30 -38 -4 -28 -20C-18 10 -8 26 0 30C8 26 18 10 28 -20C38 -4 42 30 0 50z", "#6f9a4c")
    )


def flower() -> str:
    return (
        lozenge(0, 0, 7, 7, MADDER)
        + lozenge(0, 0, 5, 7, TURMERIC)
        + lozenge(0, 0, 4, 7, INDIGO)
        + star(0, 0, 22, COTTON)
    )


def house() -> str:
    return (
        rect(-34, -6, 68, 30, "#7a4a2b")
        + path("M-50 -4L-28 -44H28L50 -4z", "#4a2c1a")
        + stroke("M-26 24V48M0 24V48M26 24V48", "#4a2c1a", 7)
        + rect(-8, 0, 16, 24, TURMERIC)
    )


# --- packs, standing on y = 930 around x = 600 ----------------------------------------------


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


# --- what there is ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    words: str
    pack: Callable[[str, str, str, str, str], Pack]
    colours: tuple[str, str, str, str]  # body, lid, label paper, label ink
    item: Callable[[], str]
    grounds: tuple[str, ...]


KINDS = {
    "mam": Kind("Mắm", jar, ("#8a3f22", MADDER, COTTON, "#7a1d1d"), chilli, ("turmeric", "sky", "clay")),
    "mushroom": Kind("Nấm", pouch, ("#e9d8b8", "#8a5a33", COTTON, "#5a3517"), cordyceps, ("leaf", "clay", "hemp")),
    "coffee": Kind(
        "Cà phê", pouch, ("#3a2418", TURMERIC, COTTON, "#3a2418"), coffee_bean, ("clay", "turmeric", "hemp")
    ),
    "macadamia": Kind("Mắc ca", pouch, ("#c79a66", INDIGO, COTTON, "#4a2c1a"), macadamia, ("sky", "leaf", "turmeric")),
    "pepper": Kind("Hạt tiêu", jar, ("#5d7a45", "#2b2b2b", COTTON, "#2f4420"), pepper, ("rose", "hemp", "turmeric")),
    "dried_fruit": Kind(
        "Trái cây sấy", pouch, ("#e2702f", LEAF, COTTON, "#8a3412"), dried_fruit, ("sky", "rose", "leaf")
    ),
    "cashew": Kind("Hạt điều", jar, ("#d9ac6a", MADDER, COTTON, "#6b3f14"), cashew, ("leaf", "sky", "clay")),
    "artichoke": Kind(
        "Cao atisô", jar, ("#3d4a2a", "#c9a24a", COTTON, "#33451f"), artichoke, ("rose", "turmeric", "hemp")
    ),
    "tea": Kind("Trà", box, ("#2f6b4a", "#1f4a33", COTTON, "#1f4a33"), tea_leaf, ("hemp", "turmeric", "rose")),
    "honey": Kind("Mật ong", jar, ("#e79a1c", "#5d351d", COTTON, "#6b3f0c"), honeycomb, ("sky", "leaf", "hemp")),
    "rice": Kind("Gạo", pouch, ("#f4efe2", MADDER, "#fffdf6", "#8a1c24"), rice, ("leaf", "clay", "indigo")),
    "vermicelli": Kind(
        "Miến dong", bundle, ("#b5a692", "#d3c8b6", COTTON, INDIGO), vermicelli, ("clay", "leaf", "indigo")
    ),
    "bamboo": Kind(
        "Măng khô", bundle, ("#b98a4c", "#dcb374", COTTON, "#5a3b14"), bamboo_shoot, ("leaf", "sky", "rose")
    ),
    "orange": Kind("Cam", box, ("#3f7d46", "#2c5c33", COTTON, "#2c5c33"), orange, ("sky", "turmeric", "leaf")),
    "brocade": Kind("Thổ cẩm", cloth, ("#7a2a5c", MADDER, COTTON, INDIGO), flower, ("hemp", "turmeric", "sky")),
    "liquor": Kind("Rượu ngô", bottle, ("#dfe6dd", "#7a2a2a", COTTON, "#7a2a2a"), corn, ("clay", "leaf", "indigo")),
    "homestay": Kind(
        "Nhà sàn", stilt_house, ("#8a5a33", "#5d351d", COTTON, INDIGO), house, ("sky", "turmeric", "rose")
    ),
    "fish": Kind("Cá khô", pouch, ("#5f93a0", INDIGO, COTTON, INDIGO), fish, ("turmeric", "rose", "sky")),
    "cake": Kind("Bánh", box, ("#c4503f", "#8f1822", COTTON, "#8f1822"), cake, ("turmeric", "sky", "hemp")),
    "noodles": Kind("Bún ngô", bundle, ("#dcae48", "#f0cc74", COTTON, "#7a4a0c"), noodles, ("rose", "leaf", "indigo")),
}

DEFINITIONS = """<defs>
<radialGradient id="shadow">
  <stop offset=".35" stop-color="#000" stop-opacity=".38"/>
  <stop offset="1" stop-color="#000" stop-opacity="0"/>
</radialGradient>
<linearGradient id="round">
  <stop offset="0" stop-color="#000" stop-opacity=".26"/>
  <stop offset=".22" stop-color="#fff" stop-opacity=".16"/>
  <stop offset=".55" stop-color="#fff" stop-opacity="0"/>
  <stop offset="1" stop-color="#000" stop-opacity=".3"/>
</linearGradient>
</defs>"""


Drawing = tuple[str, Label | None]


def wall(ground: Ground) -> str:
    motifs = "".join(
        lozenge(x + (row % 2) * 75, y, 5, 10, ground.thread)
        + lozenge(x + (row % 2) * 75, y, 3, 10, ground.wall)
        + lozenge(x + (row % 2) * 75, y, 1, 10, ground.thread)
        for row, y in enumerate(range(0, SIDE + 1, 130))
        for x in range(0, SIDE + 1, 150)
    )
    return rect(0, 0, SIDE, SIDE, ground.wall) + motifs


def on_table(kind: Kind, ground: Ground, rng: random.Random) -> Drawing:
    pack = kind.pack(*kind.colours, kind.item())
    svg = wall(ground) + rect(0, 790, SIDE, 410, ground.table) + brocade(1060, 96)
    if kind.pack is stilt_house:
        return svg + pack.svg + rect(300, 1080, 600, 80, INDIGO, 4), pack.label
    loose = "".join(
        shadow(x, y + 46, 62, 14) + at(kind.item(), x, y, rng.uniform(-30, 30), 1.1)
        for x, y in ((130, 880), (236, 950), (90, 985), (985, 960), (1080, 890), (1120, 1000))
    )
    bigger = f'<g transform="translate({600 - 600 * CLOSE_UP} {960 - 930 * CLOSE_UP}) scale({CLOSE_UP})">{pack.svg}</g>'
    words = pack.label
    moved = Label(600 + (words.x - 600) * CLOSE_UP, 960 + (words.y - 930) * CLOSE_UP, words.width * CLOSE_UP, words.ink)
    return svg + bigger + loose, moved


def in_tray(kind: Kind, ground: Ground, rng: random.Random) -> Drawing:
    svg = (
        wall(ground)
        + oval(612, 640, 520, 520, "#000", 'opacity=".16"')
        + oval(600, 610, 510, 510, "#b98a4c")
        + oval(600, 610, 478, 478, "#d9b178")
        + oval(600, 610, 450, 450, "#8f6431")
        + oval(600, 610, 444, 444, "#e6c58f")
    )
    svg += "".join(
        stroke(f"M{600 - half:.0f} {610 + offset}H{600 + half:.0f}", "#d3ab6c", 4)
        for offset in range(-420, 421, 28)
        for half in [math.sqrt(440**2 - offset**2)]
    )
    for i in range(44, -1, -1):  # sunflower spiral, the rim first
        r, a = 56 * math.sqrt(i), i * 2.39996
        x, y = 600 + r * math.cos(a), 610 + r * math.sin(a)
        svg += shadow(x + 6, y + 20, 74, 62) + at(kind.item(), x, y, rng.uniform(-40, 40), 1.22)
    return svg, None


def like_brocade(kind: Kind, ground: Ground, rng: random.Random) -> Drawing:
    svg = rect(0, 0, SIDE, SIDE, ground.wall) + brocade(0, 96) + brocade(1104, 96)
    for row, y in enumerate(range(210, 1060, 130)):
        for x in range(75 if row % 2 else 150, 1200, 150):
            if abs(x - 600) + abs(y - 600) < 330:
                continue
            svg += lozenge(x, y, 5, 12, ground.thread) + shadow(x + 3, y + 30, 54, 24) + at(kind.item(), x, y, 0, 0.84)
    svg += (
        lozenge(600, 600, 13, 22, ground.table)
        + lozenge(600, 600, 12, 22, COTTON)
        + lozenge(600, 600, 11, 22, ground.wall)
    )
    return svg + shadow(606, 660, 190, 110) + at(kind.item(), 600, 570, 0, 2.7), None


LAYOUTS = (on_table, in_tray, like_brocade)


def layout(kind: Kind, seed: int) -> Callable[[Kind, Ground, random.Random], Drawing]:
    found = LAYOUTS[seed % len(LAYOUTS)]
    return on_table if kind.pack is stilt_house and found is in_tray else found  # nobody dries houses in a tray


def set_words(image: Image.Image, words: str, label: Label, baseline: float, size: float) -> None:
    """One centred line, made smaller if it must; each letter from the font file that has it."""
    letters = _letters(words, size)
    total = sum(advance for _, _, advance in letters)
    if total > label.width:
        letters = _letters(words, size * label.width / total)
        total = sum(advance for _, _, advance in letters)
    draw, x = ImageDraw.Draw(image), label.x - total / 2
    for letter, font, advance in letters:
        draw.text((x, baseline), letter, font=font, fill=label.ink, anchor="ls")
        x += advance


def _letters(words: str, size: float) -> list[tuple[str, ImageFont.FreeTypeFont, float]]:
    latin, vietnamese = (ImageFont.truetype(str(FONTS / name), max(1, round(size))) for name in FONT_FILES)
    fonts = [latin if ord(letter) < 0x100 else vietnamese for letter in words]
    return [(letter, font, font.getlength(letter)) for letter, font in zip(words, fonts, strict=True)]


def compose(kind: str, seed: int, size: tuple[int, int] = (SIDE, SIDE)) -> bytes:
    """A JPEG of this kind of product. The same arguments always give the same picture."""
    subject = KINDS[kind]
    ground = GROUNDS[subject.grounds[(seed // len(LAYOUTS) + seed) % len(subject.grounds)]]
    rng = random.Random(f"{kind}/{seed}")
    body, label = layout(subject, seed)(subject, ground, rng)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{DEFINITIONS}{body}</svg>'
    png = resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, skip_system_fonts=True)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if label:
        set_words(image, subject.words, label, label.y + 20, 78)
        if subject.pack is not stilt_house:
            set_words(image, MARK, label, label.y + 68, 32)
    image = cropped(image, size)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78, optimize=True, progressive=True)
    return out.getvalue()


def cropped(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Fill this size, cutting evenly what stands over."""
    scale = max(size[0] / SIDE, size[1] / SIDE)
    width, height = round(SIDE * scale), round(SIDE * scale)
    if (width, height) != (SIDE, SIDE):
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    return image.crop((left, top, left + size[0], top + size[1]))
