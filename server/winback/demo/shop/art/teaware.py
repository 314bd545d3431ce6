"""For making tea: pots, bowls, cups."""

import math
from itertools import pairwise

from .paint import FLOOR, Picture, darker, lighter
from .scene import room, shadow, steam
from .turned import TILT, Body, glaze, gleam, rim, rings, shade, speckle, turn

GLAZES = {
    "celadon": "#9db8a2",
    "iron": "#4a2f24",
    "snow": "#ece7db",
    "ash": "#b9b09c",
    "indigo": "#48607a",
    "persimmon": "#a9532f",
}


def teapot(picture: Picture, look: str) -> None:
    colour = GLAZES[look or "celadon"]
    room(picture, "#e3d9c6", "#b78f63")
    shadow(picture, 400, 235)
    _spout(picture, colour)
    _handle(picture, colour)
    profile = [(0, 108), (14, 122), (60, 188), (130, 222), (200, 205), (245, 150), (262, 104)]
    body = turn(picture, profile, colour)
    rings(picture, body, 5, 0.05)
    _inlay(picture, body, lighter(colour, 0.65), darker(colour, 0.5))
    gleam(picture, body, 0.6)
    picture.ellipse(400, body.top, 112, 112 * TILT, darker(colour, 0.3))
    lid = turn(
        picture,
        [(0, 110), (18, 96), (38, 62), (48, 22), (56, 14), (70, 22), (80, 20), (87, 6)],
        colour,
        base=body.top + 2,
    )
    gleam(picture, lid, 0.45)


def _spout(picture: Picture, colour: str) -> None:
    d = "M236 692C178 676 168 604 128 562L166 542C196 574 208 616 262 622Z"
    picture.path(d, picture.linear([(0, lighter(colour, 0.3)), (1, darker(colour, 0.35))], 150, 560, 230, 690))
    picture.ellipse(147, 552, 22, 9, darker(colour, 0.55), transform="rotate(-27 147 552)")


def _handle(picture: Picture, colour: str) -> None:
    d = "M590 580C690 520 752 606 690 676C664 706 632 718 586 718"
    picture.line(d, darker(colour, 0.4), 33)
    picture.line(d, darker(colour, 0.1), 24)
    picture.line("M598 576C680 530 734 606 686 664", lighter(colour, 0.45), 6, 0.7)


def _inlay(picture: Picture, body: Body, white: str, dark: str) -> None:
    """Chrysanthemums in white slip, as Goryeo potters set them into celadon."""
    picture.group(clip_path=body.clip)
    for cx, cy, size in ((292, 640, 24), (400, 668, 34), (512, 638, 26), (345, 735, 17), (462, 738, 17)):
        for i in range(10):
            turn_by = i * 36
            picture.ellipse(
                cx,
                cy - size * 0.62,
                size * 0.16,
                size * 0.38,
                white,
                opacity=0.9,
                transform=f"rotate({turn_by} {cx} {cy})",
            )
        picture.ellipse(cx, cy, size * 0.18, size * 0.18, dark, opacity=0.8)
    picture.line("M200 590Q400 640 600 590", white, 3, 0.7)
    picture.line("M200 600Q400 652 600 600", white, 1.6, 0.6)
    picture.end()


def brushed_bowl(picture: Picture, look: str) -> None:
    clay = {"white": "#8d7460", "grey": "#757069"}[look or "white"]
    slip = {"white": "#f3eee2", "grey": "#d4d8d6"}[look or "white"]
    room(picture, "#cdbfae", "#8a6a4b")
    shadow(picture, 400, 225)
    turn(picture, [(0, 84), (30, 80)], darker(clay, 0.15))
    body = turn(picture, [(26, 82), (44, 130), (110, 205), (190, 244), (252, 256)], clay)
    picture.group(clip_path=body.clip)
    for _ in range(90):  # one turn of a stiff brush: bare clay stays between its hairs
        y = picture.chance.gauss(620, 34)
        bend = picture.chance.uniform(40, 74)
        start, stop = picture.chance.uniform(120, 330), picture.chance.uniform(430, 690)
        d = f"M{start:.0f} {y:.0f}Q{(start + stop) / 2:.0f} {y + bend:.0f} {stop:.0f} {y - 4:.0f}"
        picture.line(d, slip, picture.chance.uniform(1.2, 7), picture.chance.uniform(0.35, 0.95))
    picture.end()
    picture.path(
        body.outline,
        picture.linear(
            [(0, "#20150f", 0.12), (0.3, "#ffffff", 0.12), (0.6, "#20150f", 0), (1, "#20150f", 0.5)], 144, 0, 656, 0
        ),
    )
    rim(picture, body, slip, inside=darker(slip, 0.12), filled="#9fae5c")
    steam(picture, 400, 540, 230)


def faceted_cups(picture: Picture, look: str) -> None:
    colour = GLAZES[look or "ash"]
    room(picture, "#d8d5c8", "#a88761")
    for cx, base, size in ((520, 772, 0.9), (300, FLOOR + 14, 1.0)):
        _facet_cup(picture, colour, cx, base, size)


def _facet_cup(picture: Picture, colour: str, cx: float, base: float, size: float) -> None:
    shadow(picture, cx, 118 * size, base)
    foot, mouth, height, sides = 84 * size, 122 * size, 250 * size, 7
    edges = [-math.cos(math.pi * i / sides) for i in range(sides + 1)]
    for i, (a, b) in enumerate(pairwise(edges)):
        light = (0.12, 0.34, 0.2, 0.0, -0.12, -0.26, -0.4)[i]
        tone = lighter(colour, light) if light > 0 else darker(colour, -light)
        d = (
            f"M{cx + a * foot:.1f} {_on_circle(a, foot, base, 0.8):.1f}L{cx + a * mouth:.1f} {_on_circle(a, mouth, base - height):.1f}"
            f"L{cx + b * mouth:.1f} {_on_circle(b, mouth, base - height):.1f}L{cx + b * foot:.1f} {_on_circle(b, foot, base, 0.8):.1f}Z"
        )
        picture.path(d, tone, stroke=tone, stroke_width=1)
    top = base - height
    outline = f"M{cx - foot} {base}L{cx - mouth} {top}h{2 * mouth}L{cx + foot} {base}Z"
    body = Body(cx, top, base, mouth, mouth, outline, picture.clip(outline))
    speckle(picture, body, 60)
    rim(picture, body, colour, inside=lighter(colour, 0.2), filled="#c08a3e")


def _on_circle(along: float, radius: float, y: float, flat: float = 1) -> float:
    """The height of the near edge of a circle that lies at `y`, `along` its width from −1 to 1."""
    return y + radius * TILT * flat * math.sqrt(max(0.0, 1 - along * along))


def gaiwan(picture: Picture, look: str) -> None:
    paint = {"blue": "#2f4f86", "iron": "#6d3b22"}[look or "blue"]
    white = "#f1eee8"
    room(picture, "#c9d3d3", "#9c7b57")
    shadow(picture, 400, 250)
    turn(picture, [(0, 96), (8, 150), (30, 222), (40, 228)], white)
    picture.ellipse(400, 762, 220, 30, darker(white, 0.14))
    turn(picture, [(26, 78), (46, 76)], darker(white, 0.05))
    body = turn(picture, [(44, 76), (62, 104), (130, 150), (210, 182), (238, 196)], white)
    picture.group(clip_path=body.clip)
    _branch(picture, paint)
    picture.end()
    gleam(picture, body, 0.5)
    picture.line(f"M208 {body.top + 14}Q400 {body.top + 76} 592 {body.top + 14}", paint, 3, 0.8)
    picture.ellipse(400, body.top, 196, 196 * TILT, darker(white, 0.3))
    lid = turn(picture, [(0, 184), (20, 166), (52, 104), (70, 46), (76, 44), (92, 58)], white, base=body.top + 4)
    gleam(picture, lid, 0.4)
    rim(picture, lid, white)


def _branch(picture: Picture, paint: str) -> None:
    """A plum branch in one breath: a stroke that thins, and five-petalled flowers."""
    picture.line("M270 742C330 700 352 660 420 648S520 622 566 586", paint, 7, 0.85)
    picture.line("M352 690C372 672 366 640 384 616", paint, 4, 0.8)
    picture.line("M452 640C474 660 500 672 516 700", paint, 3.4, 0.8)
    for cx, cy, size in ((384, 612, 17), (430, 644, 20), (500, 622, 15), (516, 702, 14), (324, 702, 13)):
        for i in range(5):
            angle = math.radians(i * 72 - 90)
            picture.ellipse(
                cx + math.cos(angle) * size * 0.62,
                cy + math.sin(angle) * size * 0.62,
                size * 0.42,
                size * 0.42,
                lighter(paint, 0.5),
                opacity=0.95,
            )
        picture.ellipse(cx, cy, size * 0.22, size * 0.22, paint)


def side_handle_pot(picture: Picture, look: str) -> None:
    colour = GLAZES[look or "iron"]
    room(picture, "#d9c3ac", "#7d5a3d")
    shadow(picture, 380, 210)
    d = "M545 650L735 574"
    picture.line(d, darker(colour, 0.5), 62)
    picture.line("M545 646L733 570", colour, 50)
    picture.line("M556 630L728 561", lighter(colour, 0.4), 8, 0.55)
    picture.ellipse(740, 572, 15, 27, darker(colour, 0.65), transform="rotate(-22 740 572)")
    body = turn(picture, [(0, 112), (12, 128), (70, 182), (140, 196), (206, 164), (240, 96)], colour, cx=380)
    picture.path(
        "M214 640C168 632 160 588 128 574L152 548C194 560 208 588 252 592Z",
        picture.linear([(0, lighter(colour, 0.25)), (1, darker(colour, 0.3))], 150, 560, 220, 650),
    )
    rings(picture, body, 9, 0.1)
    glaze(picture, body, lighter(colour, 0.24), 0.34, 36)
    speckle(picture, body, 90, lighter(colour, 0.5), 2.4)
    gleam(picture, body, 0.5)
    lid = turn(
        picture,
        [(0, 100), (16, 88), (34, 40), (42, 24), (60, 30), (66, 16)],
        darker(colour, 0.1),
        cx=380,
        base=body.top + 3,
    )
    gleam(picture, lid, 0.4)


def whisk(picture: Picture, look: str) -> None:
    bamboo = {"": "#d8b878", "dark": "#6f5236"}[look]
    room(picture, "#b9c2a4", "#8f6f4d")
    bowl = turn(picture, [(0, 70), (14, 96), (70, 168), (150, 188), (190, 184)], "#39463e", cx=272, base=778)
    shadow(picture, 290, 170, 778, 0.3)
    bowl = turn(picture, [(0, 70), (14, 96), (70, 168), (150, 188), (190, 184)], "#39463e", cx=272, base=778)
    glaze(picture, bowl, "#7f9a7c", 0.45, 30)
    rim(picture, bowl, "#7f9a7c", inside="#4b5a45", filled="#8cab3f")
    gleam(picture, bowl, 0.4)
    shadow(picture, 565, 92, FLOOR + 16, 0.4)
    for i in range(44):
        share = i / 43
        x = 565 + math.cos(math.pi * (1 - share)) * 86
        bow = (x - 565) * 1.32
        tone = darker(bamboo, abs(share - 0.3) * 0.5)
        picture.line(
            f"M{565 + (x - 565) * 0.7:.0f} 640C{565 + bow:.0f} 700 {565 + bow:.0f} 760 {565 + (x - 565) * 0.86:.0f} {804 + 12 * math.sin(math.pi * share):.0f}",
            tone,
            3.1,
        )
    picture.path("M503 480C503 470 627 470 627 480V646C627 660 503 660 503 646Z", shade(picture, bamboo, 565, 62))
    picture.ellipse(565, 480, 62, 11, lighter(bamboo, 0.3))
    picture.ellipse(565, 481, 46, 7, darker(bamboo, 0.5))
    for y in (634, 641, 648):
        picture.line(f"M503 {y}Q565 {y + 12} 627 {y}", "#2a211a", 4)
    picture.line("M503 560Q565 572 627 560", darker(bamboo, 0.4), 3, 0.6)


DRAWINGS = [teapot, brushed_bowl, faceted_cups, gaiwan, side_handle_pot, whisk]
