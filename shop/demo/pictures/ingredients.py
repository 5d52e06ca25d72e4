"""The goods themselves, each about 100 units wide around (0, 0)."""

import math

from .shapes import COTTON, INDIGO, MADDER, TURMERIC, at, lozenge, oval, path, rect, star, stroke


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
