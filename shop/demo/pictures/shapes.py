"""Colours and plain shapes as SVG; a picture is 1,200 units wide and high."""

import math

SIDE = 1200
INDIGO, MADDER, TURMERIC, LEAF, COTTON = "#20245c", "#b4232e", "#f3b72e", "#2f8f6b", "#fbf6e9"


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
