"""For the table: plates, bowls, a mug."""

import math

from .paint import FLOOR, Picture, darker, lighter
from .scene import board, room, shadow, steam
from .turned import glaze, gleam, rim, rings, speckle, turn


def plate(picture: Picture, look: str) -> None:
    colour = {"moss": "#7f8f63", "ink": "#3c4a57", "sand": "#d0b48c"}[look or "moss"]
    board(picture, "#d8c9b2")
    picture.ellipse(
        436,
        520,
        318,
        318,
        picture.radial([(0, "#2b1d12", 0.5), (0.9, "#2b1d12", 0.4), (1, "#2b1d12", 0)], 436, 520, 318),
    )
    picture.ellipse(400, 480, 306, 306, darker(colour, 0.3))
    picture.ellipse(
        397,
        477,
        303,
        303,
        picture.radial(
            [(0, lighter(colour, 0.35)), (0.6, colour), (0.86, darker(colour, 0.1)), (1, lighter(colour, 0.2))],
            340,
            410,
            380,
        ),
    )
    picture.ellipse(
        400,
        480,
        232,
        232,
        picture.radial(
            [(0, lighter(colour, 0.5)), (0.45, lighter(colour, 0.12)), (1, darker(colour, 0.2))], 390, 470, 236
        ),
    )
    for i in range(13):
        r = 24 + i * 16
        picture.ellipse(
            400,
            480,
            r,
            r,
            "none",
            stroke=lighter(colour, 0.6),
            stroke_opacity=round(picture.chance.uniform(0.08, 0.3), 2),
            stroke_width=round(picture.chance.uniform(1, 4), 1),
        )
    for _ in range(150):
        angle, far = picture.chance.uniform(0, math.tau), 300 * math.sqrt(picture.chance.random())
        size = 0.8 + 3 * picture.chance.random() ** 3
        picture.ellipse(400 + math.cos(angle) * far, 480 + math.sin(angle) * far, size, size, "#33251a", opacity=0.45)
    picture.path("M176 300A286 286 0 0 1 372 194A300 300 0 0 0 176 300Z", "#ffffff", opacity=0.35)
    _chopsticks(picture)


def _chopsticks(picture: Picture) -> None:
    for shift in (0, 30):
        x = 690 + shift
        picture.line(f"M{x + 12} 196L{x - 16} 836", "#2b1d12", 13, 0.22)
        picture.path(
            f"M{x - 7} 180h14l-10 640h-7z",
            picture.linear([(0, "#8f5c36"), (0.5, "#b98052"), (1, "#6b4226")], x - 8, 0, x + 8, 0),
        )


def nesting_bowls(picture: Picture, look: str) -> None:
    colours = {"dawn": ("#e9e2d2", "#d59f7c", "#8e4d36"), "sea": ("#e9ebe4", "#8fb0ae", "#35586a")}[look or "dawn"]
    room(picture, "#e6dccb", "#a9845c")
    shadow(picture, 400, 250)
    sizes = ((1.0, FLOOR, colours[2]), (0.86, FLOOR - 92, colours[1]), (0.72, FLOOR - 176, colours[0]))
    for size, base, colour in sizes:
        shape = [(0, 96), (14, 104), (40, 150), (110, 226), (178, 262)]
        body = turn(picture, [(h * size, r * size) for h, r in shape], colour, base=base)
        rings(picture, body, 5, 0.06)
        glaze(picture, body, lighter(colour, 0.28), 0.2, 16)
        speckle(picture, body, 60, darker(colour, 0.6), 2.4)
        gleam(picture, body, 0.35)
        rim(picture, body, lighter(colour, 0.3), inside=lighter(colour, 0.1))


def mug(picture: Picture, look: str) -> None:
    colour = {"oat": "#d9cbb0", "pine": "#4e6457", "rust": "#a4572f"}[look or "oat"]
    room(picture, "#cfd6cb", "#b08a61")
    shadow(picture, 370, 170)
    handle = "M512 592C640 568 646 742 504 742"
    picture.line(handle, darker(colour, 0.45), 40)
    picture.line(handle, darker(colour, 0.12), 30)
    picture.line("M522 588C626 574 632 700 556 728", lighter(colour, 0.4), 7, 0.6)
    body = turn(picture, [(0, 128), (8, 140), (50, 158), (170, 160), (262, 156), (272, 158)], "#8a5a3c", cx=370)
    glaze(picture, body, colour, 0.74, 26)
    rings(picture, body, 8, 0.05)
    speckle(picture, body, 130)
    gleam(picture, body, 0.4)
    rim(picture, body, colour, filled="#6f4324")
    steam(picture, 370, 516, 240)


def rice_set(picture: Picture, look: str) -> None:
    """A rice bowl and a soup bowl, with a spoon before them."""
    colour = {"snow": "#efebe0", "celadon": "#a5bea8"}[look or "snow"]
    room(picture, "#d7c4b6", "#94704c")
    for cx, base, size, filled in ((545, 764, 0.86, "#c9803a"), (285, FLOOR, 1.0, None)):
        shadow(picture, cx, 150 * size, base, 0.36)
        body = turn(
            picture,
            [(h * size, r * size) for h, r in [(0, 70), (20, 68), (34, 104), (90, 152), (160, 168), (190, 170)]],
            colour,
            cx=cx,
            base=base,
        )
        if not filled:
            _rice(picture, cx, base - 190 * size)
        rings(picture, body, 4, 0.04)
        gleam(picture, body, 0.45)
        if filled:
            rim(picture, body, colour, filled=filled)
        else:
            picture.line(
                f"M{cx - 168} {body.top + 2}Q{cx} {body.top + 52} {cx + 168} {body.top + 2}",
                lighter(colour, 0.5),
                5,
                0.9,
            )
    picture.path(
        "M210 872C360 850 470 850 590 862L588 874C470 864 360 866 214 888Z",
        picture.linear([(0, "#e6cf97"), (1, "#a98645")], 210, 0, 600, 0),
    )
    picture.ellipse(
        180, 880, 58, 26, picture.radial([(0, "#b8954f"), (1, "#ecd8a4")], 176, 876, 60), transform="rotate(-8 180 880)"
    )


def _rice(picture: Picture, cx: float, y: float) -> None:
    mound = picture.radial([(0, "#ffffff"), (0.7, "#f6f1e4"), (1, "#d8cdb6")], cx - 30, y - 66, 190)
    picture.path(
        f"M{cx - 160} {y + 8}C{cx - 140} {y - 110} {cx + 140} {y - 110} {cx + 160} {y + 8}Q{cx} {y + 56} {cx - 160} {y + 8}Z",
        mound,
    )
    for _ in range(110):
        angle, far = picture.chance.uniform(math.pi, math.tau), picture.chance.random()
        x, top = cx + math.cos(angle) * 142 * far, y + math.sin(angle) * 80 * far + 12
        picture.ellipse(
            x,
            top,
            7,
            3.2,
            "#fffdf6",
            stroke="#cfc3a8",
            stroke_width=0.8,
            transform=f"rotate({picture.chance.uniform(-60, 60):.0f} {x:.0f} {top:.0f})",
        )


DRAWINGS = [plate, nesting_bowls, mug, rice_set]
