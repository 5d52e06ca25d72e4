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

from .ingredients import (
    artichoke,
    bamboo_shoot,
    cake,
    cashew,
    chilli,
    coffee_bean,
    cordyceps,
    corn,
    dried_fruit,
    fish,
    flower,
    honeycomb,
    house,
    macadamia,
    noodles,
    orange,
    pepper,
    rice,
    tea_leaf,
    vermicelli,
)
from .packs import Label, Pack, bottle, box, bundle, cloth, jar, pouch, stilt_house
from .shapes import COTTON, INDIGO, LEAF, MADDER, SIDE, TURMERIC, at, brocade, lozenge, oval, rect, shadow, stroke

FONTS = Path(__file__).resolve().parents[3] / "themes" / "base" / "static" / "fonts"
FONT_FILES = ("phudu-latin-700.woff2", "phudu-vietnamese-700.woff2")
MARK = "ảnh mẫu"
CLOSE_UP = 1.28  # of the pack on the table


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


def drawing(kind: str, seed: int) -> tuple[str, Label | None]:
    """The picture as SVG, and where its words go, if it has any."""
    subject = KINDS[kind]
    ground = GROUNDS[subject.grounds[(seed // len(LAYOUTS) + seed) % len(subject.grounds)]]
    body, label = layout(subject, seed)(subject, ground, random.Random(f"{kind}/{seed}"))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{DEFINITIONS}{body}</svg>', label


def compose(kind: str, seed: int, words: str = "", size: tuple[int, int] = (SIDE, SIDE)) -> bytes:
    """A JPEG of this kind of product, with `words` or the kind's own on its label. The same arguments always give the
    same picture."""
    subject = KINDS[kind]
    svg, label = drawing(kind, seed)
    png = resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, skip_system_fonts=True)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if label:
        set_words(image, words or subject.words, label, label.y + 20, 78)
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
