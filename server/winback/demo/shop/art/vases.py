"""Jars and vases."""

import math

from .paint import FLOOR, Picture, darker, lighter
from .scene import room, shadow
from .turned import TILT, glaze, gleam, rim, rings, speckle, turn


def moon_jar(picture: Picture, look: str) -> None:
    white = {"snow": "#efece4", "milk": "#e9dfcb", "ash": "#c9cdc6"}[look or "snow"]
    room(picture, "#b6a892", "#7c6248", 0.4)
    shadow(picture, 400, 270)
    profile = [
        (0, 118),
        (10, 124),
        (70, 205),
        (150, 262),
        (240, 284),
        (330, 262),
        (410, 206),
        (458, 150),
        (470, 140),
        (496, 142),
    ]
    body = turn(picture, profile, white)
    picture.group(clip_path=body.clip)
    # Two bowls joined at the rim: the seam shows, and no moon jar is round.
    picture.line("M112 568Q400 650 688 556", darker(white, 0.4), 3, 0.22)
    for cx, cy, r, tone in ((300, 690, 150, "#d8b78f"), (520, 480, 120, "#c7d0cf"), (450, 720, 90, "#d9bd98")):
        picture.ellipse(cx, cy, r, r * 0.7, picture.radial([(0, tone, 0.4), (1, tone, 0)], cx, cy, r))
    picture.end()
    gleam(picture, body, 0.55)
    rim(picture, body, white)


def bud_vase(picture: Picture, look: str) -> None:
    colour = {"indigo": "#3f5873", "persimmon": "#b4623a", "celadon": "#93b09b"}[look or "indigo"]
    room(picture, "#ead9cb", "#b98d62")
    _quince(picture)
    shadow(picture, 400, 130)
    body = turn(
        picture,
        [(0, 84), (10, 96), (70, 136), (130, 138), (190, 96), (240, 50), (320, 32), (390, 32), (410, 44)],
        colour,
    )
    rings(picture, body, 11, 0.07)
    glaze(picture, body, lighter(colour, 0.3), 0.5, 40)
    speckle(picture, body, 70, darker(colour, 0.6))
    gleam(picture, body, 0.5)
    rim(picture, body, lighter(colour, 0.3))


def _quince(picture: Picture) -> None:
    """A branch of flowering quince, in front of the wall."""
    bark = "#5a4030"
    picture.line("M402 400C396 330 440 270 430 196S480 96 520 62", bark, 9)
    picture.line("M418 300C380 262 330 250 292 196", bark, 6)
    picture.line("M432 226C476 210 520 214 560 180", bark, 5)
    picture.line("M346 246C340 220 344 196 332 164", bark, 4)
    spots = (
        (430, 196, 26),
        (292, 196, 30),
        (560, 180, 28),
        (520, 62, 25),
        (474, 116, 20),
        (332, 160, 18),
        (366, 258, 19),
        (500, 210, 16),
        (446, 262, 15),
    )
    for cx, cy, size in spots:
        turn_by = picture.chance.uniform(0, 72)
        for i in range(5):
            angle = math.radians(i * 72 + turn_by)
            x, y = cx + math.cos(angle) * size * 0.6, cy + math.sin(angle) * size * 0.6
            petal = picture.radial([(0, "#f7d8cf"), (1, "#e0806e")], cx, cy, size * 1.25)
            picture.ellipse(x, y, size * 0.52, size * 0.46, petal)
        picture.ellipse(cx, cy, size * 0.2, size * 0.2, "#f2c14e")


def onggi(picture: Picture, look: str) -> None:
    brown = "#6b3b22"
    room(picture, "#c8b79a", "#8b7355", 0.55)
    shadow(picture, 400, 240)
    body = turn(
        picture, [(0, 132), (16, 144), (120, 214), (230, 246), (330, 226), (396, 176), (408, 172), (430, 190)], brown
    )
    rings(picture, body, 6, 0.08)
    picture.group(clip_path=body.clip)
    for i in range(7):  # two fingers through the wet glaze: nobody draws it twice alike
        x = 176 + i * 70
        d = f"M{x} 640C{x + 20} 560 {x + 48} 560 {x + 40} 620S{x + 6} 700 {x + 44} 690S{x + 90} 640 {x + 84} 600"
        picture.line(d, "#b9824f", 7, 0.55)
    for y in (520, 534, 735):
        picture.line(f"M150 {y}Q400 {y + 70} 650 {y}", "#b9824f", 4, 0.5)
    picture.end()
    gleam(picture, body, 0.55)
    picture.ellipse(400, body.top, 194, 194 * TILT, darker(brown, 0.5))
    lid = turn(
        picture,
        [(0, 204), (12, 208), (30, 176), (52, 90), (58, 40), (66, 32), (84, 44), (92, 28)],
        darker(brown, 0.12),
        base=body.top + 6,
    )
    rings(picture, lid, 2, 0.1)
    gleam(picture, lid, 0.45)


def bottle(picture: Picture, look: str) -> None:
    colour = {"snow": "#e8e4da", "iron": "#473026"}[look or "snow"]
    room(picture, "#aebdb4", "#94754f")
    shadow(picture, 350, 150)
    body = turn(
        picture,
        [(0, 96), (12, 106), (90, 148), (180, 156), (270, 118), (350, 58), (420, 42), (470, 48), (488, 62)],
        colour,
        cx=350,
    )
    rings(picture, body, 8, 0.05)
    _fish(picture, body.clip, "#54402f" if look != "iron" else "#d9c39b")
    gleam(picture, body, 0.5)
    rim(picture, body, colour)
    for cx, base in ((580, FLOOR + 10), (660, FLOOR - 24)):
        shadow(picture, cx, 54, base, 0.35)
        cup = turn(picture, [(0, 32), (10, 42), (50, 56), (84, 60)], colour, cx=cx, base=base)
        rim(picture, cup, colour, filled="#e9dfae")
        gleam(picture, cup, 0.4)


def _fish(picture: Picture, clip: str, iron: str) -> None:
    """A mandarin fish in iron brown, as on buncheong flasks."""
    picture.group(clip_path=clip)
    picture.line("M232 640C280 576 390 570 470 636C392 690 286 690 232 640Z", iron, 5, 0.85)
    picture.line("M470 636L512 596M470 636L508 676M512 596Q494 636 508 676", iron, 5, 0.85)
    picture.line("M290 600Q312 640 290 676", iron, 4, 0.8)
    for row in range(3):
        for column in range(5):
            x, y = 316 + column * 27, 618 + row * 18
            picture.line(f"M{x} {y}q12 8 0 17", iron, 2.6, 0.65)
    picture.ellipse(266, 630, 6, 6, iron)
    picture.line("M330 592Q360 556 402 588", iron, 4, 0.8)
    picture.end()


DRAWINGS = [moon_jar, bud_vase, onggi, bottle]
