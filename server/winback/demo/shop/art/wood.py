"""Oak: a tray, a scoop, a stool."""

import math

from .paint import Picture, darker, lighter
from .scene import board, room

OAKS = {"natural": "#c79a63", "smoked": "#6e4c33"}


def tray(picture: Picture, look: str) -> None:
    """Seen from above, with two cups on it."""
    oak = OAKS[look or "natural"]
    board(picture, "#d4d8cd")
    picture.add('<rect x="116" y="176" width="620" height="640" rx="60" fill="#2b1d12" opacity=".22"/>')
    picture.add(f'<rect x="90" y="150" width="620" height="640" rx="56" fill="{darker(oak, 0.22)}"/>')
    picture.add(f'<rect x="90" y="144" width="620" height="640" rx="56" fill="{lighter(oak, 0.16)}"/>')
    picture.add(f'<rect x="118" y="172" width="564" height="584" rx="38" fill="{darker(oak, 0.14)}"/>')
    inner = "M160 180H640A36 36 0 0 1 676 216V716A36 36 0 0 1 640 752H160A36 36 0 0 1 124 716V216A36 36 0 0 1 160 180Z"
    picture.path(inner, oak)
    _grain(picture, inner, oak)
    _cup_above(picture, 300, 370, 104, "#9db8a2", "#b98a2f")
    _cup_above(picture, 490, 590, 104, "#efebe0", "#b98a2f")


def _grain(picture: Picture, outline: str, oak: str) -> None:
    chance = picture.chance
    picture.group(clip_path=picture.clip(outline))
    for i in range(46):
        x = 110 + i * 13 + chance.uniform(-5, 5)
        sway = chance.uniform(-16, 16)
        picture.line(
            f"M{x:.0f} 130C{x + sway:.0f} 340 {x - sway:.0f} 560 {x + sway / 2:.0f} 800",
            darker(oak, 0.5),
            chance.uniform(0.8, 3),
            chance.uniform(0.1, 0.34),
        )
    for i in range(6):  # the cathedral figure of a flat-sawn board
        w, h = 20 + i * 17, 120 + i * 62
        picture.line(
            f"M{590 - w} 800Q{590 - w} {780 - h} 590 {760 - h}Q{590 + w} {780 - h} {590 + w} 800",
            darker(oak, 0.5),
            2.2,
            0.3,
        )
    picture.end()


def _cup_above(picture: Picture, cx: float, cy: float, r: float, colour: str, tea: str) -> None:
    picture.ellipse(
        cx + 18,
        cy + 20,
        r * 1.02,
        r * 1.02,
        picture.radial([(0, "#20150f", 0.55), (0.8, "#20150f", 0.4), (1, "#20150f", 0)], cx + 18, cy + 20, r * 1.02),
    )
    picture.ellipse(cx, cy, r, r, darker(colour, 0.2))
    picture.ellipse(cx - 2, cy - 2, r * 0.98, r * 0.98, lighter(colour, 0.25))
    picture.ellipse(
        cx, cy, r * 0.88, r * 0.88, picture.radial([(0, colour), (1, darker(colour, 0.35))], cx + 20, cy + 24, r)
    )
    picture.ellipse(
        cx + 1,
        cy + 3,
        r * 0.74,
        r * 0.74,
        picture.radial([(0, lighter(tea, 0.3)), (1, darker(tea, 0.25))], cx + 16, cy + 18, r * 0.9),
    )
    picture.path(
        f"M{cx - r * 0.5:.0f} {cy - r * 0.2:.0f}A{r * 0.55:.0f} {r * 0.55:.0f} 0 0 1 {cx - r * 0.1:.0f} {cy - r * 0.54:.0f}",
        stroke="#fff",
        stroke_width=7,
        stroke_linecap="round",
        stroke_opacity=0.6,
    )


def scoop(picture: Picture, look: str) -> None:
    """A scoop with rolled leaves, seen from above."""
    oak = OAKS[look or "natural"]
    board(picture, "#e6d8c6")
    picture.group(transform="rotate(-32 400 480)")
    picture.path(
        "M160 470Q400 452 470 420Q640 380 690 480Q640 596 470 556Q400 530 160 520Q132 496 160 470Z",
        "#2b1d12",
        opacity=0.25,
        transform="translate(20 34)",
    )
    outline = "M120 464Q400 452 470 410Q640 372 690 480Q640 590 470 550Q400 508 120 498Q96 480 120 464Z"
    picture.path(outline, picture.linear([(0, lighter(oak, 0.3)), (0.5, oak), (1, darker(oak, 0.3))], 0, 400, 0, 560))
    chance = picture.chance
    picture.group(clip_path=picture.clip(outline))
    for i in range(18):
        lower = 400 + i * 10
        picture.line(
            f"M90 {lower + 20}Q380 {lower + chance.uniform(-4, 14):.0f} 700 {lower}",
            darker(oak, 0.5),
            chance.uniform(0.8, 2.4),
            0.25,
        )
    picture.end()
    picture.ellipse(572, 481, 96, 66, picture.radial([(0, darker(oak, 0.55)), (1, darker(oak, 0.2))], 600, 500, 110))
    for _ in range(130):
        angle, far = chance.uniform(0, math.tau), math.sqrt(chance.random())
        x, y, bend = 572 + math.cos(angle) * 84 * far, 478 + math.sin(angle) * 54 * far, chance.uniform(-14, 14)
        picture.line(
            f"M{x:.0f} {y:.0f}q{bend:.0f} {chance.uniform(-12, 4):.0f} {bend * 1.4:.0f} {chance.uniform(-8, 12):.0f}",
            chance.choice(("#43563a", "#5f7549", "#2f4030", "#7b8a58")),
            chance.uniform(3, 6),
        )
    picture.end()
    for _ in range(34):
        x, y = chance.gauss(560, 70), chance.gauss(700, 50)
        picture.line(
            f"M{x:.0f} {y:.0f}q{chance.uniform(-12, 12):.0f} -10 {chance.uniform(-20, 20):.0f} {chance.uniform(-8, 10):.0f}",
            chance.choice(("#43563a", "#5f7549", "#2f4030")),
            chance.uniform(3, 5.5),
        )


def stool(picture: Picture, look: str) -> None:
    oak = OAKS[look or "natural"]
    room(picture, "#bfc8c2", "#a39a8b", 0.6)
    picture.ellipse(470, 838, 260, 34, picture.radial([(0, "#2b1d12", 0.45), (1, "#2b1d12", 0)], 470, 838, 260, 0.14))
    for x1, x2, tone in ((400, 408, 0.4), (250, 176, 0.08), (545, 628, 0.28)):
        picture.path(
            f"M{x1 - 26} 470L{x2 - 15} 846Q{x2} 852 {x2 + 15} 846L{x1 + 26} 470Z",
            picture.linear(
                [(0, lighter(darker(oak, tone), 0.2)), (1, darker(oak, tone + 0.2))], x1 - 26, 0, x1 + 26, 0
            ),
        )
    picture.line("M214 690L596 690", darker(oak, 0.3), 22)
    picture.line("M216 685L594 685", lighter(oak, 0.2), 5, 0.6)
    side = "M150 430V466Q400 566 650 466V430Z"
    picture.path(
        side, picture.linear([(0, darker(oak, 0.2)), (0.35, lighter(oak, 0.1)), (1, darker(oak, 0.4))], 150, 0, 650, 0)
    )
    picture.ellipse(
        400, 430, 250, 62, picture.linear([(0, lighter(oak, 0.4)), (1, darker(oak, 0.04))], 200, 380, 600, 480)
    )
    for i in range(9):
        r = 0.1 + i * 0.1
        picture.ellipse(
            384, 428, 250 * r, 62 * r * 0.94, "none", stroke=darker(oak, 0.4), stroke_width=2, stroke_opacity=0.25
        )
    _folded_cloth(picture)


def _folded_cloth(picture: Picture) -> None:
    picture.path("M300 392Q400 366 512 388L540 430Q410 404 284 436Z", "#f1e9da")
    picture.path("M284 436Q410 404 540 430L538 560Q500 572 476 552L470 440Q380 424 284 436Z", "#ddd0ba")
    for x in (488, 506, 524):
        picture.line(f"M{x} 430Q{x + 4} 500 {x - 2} 556", "#b4552f", 3.4, 0.75)


DRAWINGS = [tray, scoop, stool]
