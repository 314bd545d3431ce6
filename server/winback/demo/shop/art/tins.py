"""Tea in tins and paper."""

import math

from .paint import FLOOR, Picture, darker, lighter
from .scene import room, shadow
from .turned import TILT, shade


def sejak_tin(picture: Picture, look: str) -> None:
    """Spring tea: hills behind hills, as in Hadong."""
    room(picture, "#dde2cf", "#a8865e")
    _tin(picture, 400, 150, 400, "#3f5b43")
    clip = _label(picture, 400, 150, 300, "#f1ecda")
    picture.group(clip_path=clip)
    for i, tone in enumerate(("#b7c7a0", "#8dab7c", "#5f8a5e", "#3f6b4a")):
        y = 590 + i * 34
        d = f"M250 {y + 20}Q{320 - i * 10} {y - 66 + i * 14} 396 {y}T560 {y - 8}V760H250Z"
        picture.path(d, tone)
    picture.ellipse(462, 560, 26, 26, "#d9843b")
    picture.end()
    _lettering(picture, "세작", 400, 528, "#24382a")


def hwangcha_tin(picture: Picture, look: str) -> None:
    """Yellow tea: a low sun with its rays."""
    room(picture, "#eadfc4", "#9d7a52")
    _tin(picture, 400, 150, 400, "#b4782d")
    clip = _label(picture, 400, 150, 300, "#f6ecd2")
    picture.group(clip_path=clip)
    for i in range(17):
        angle = math.pi + math.pi * i / 16
        picture.line(
            f"M{400 + math.cos(angle) * 84:.0f} {700 + math.sin(angle) * 84:.0f}L{400 + math.cos(angle) * 210:.0f} {700 + math.sin(angle) * 160:.0f}",
            "#cf8f2e",
            6,
            0.8,
        )
    picture.ellipse(400, 700, 68, 68, "#c4572b")
    picture.end()
    _lettering(picture, "황차", 400, 524, "#5f3413")


def barley_pouch(picture: Picture, look: str) -> None:
    """Roasted barley in kraft paper."""
    room(picture, "#e9dbc2", "#b58a5a")
    _pouch(picture, "#c49a68")
    for cx, tilt in ((400, 0), (352, -16), (448, 16)):
        picture.group(transform=f"rotate({tilt} {cx} 730)")
        picture.line(f"M{cx} 740V560", "#7a5526", 4)
        for i in range(8):
            y = 566 + i * 18
            for side in (-1, 1):
                picture.ellipse(
                    cx + side * 9,
                    y,
                    6.4,
                    12.5,
                    "#e2b45e",
                    transform=f"rotate({side * 24} {cx + side * 9} {y})",
                    stroke="#8a6022",
                    stroke_width=1.4,
                )
                picture.line(f"M{cx + side * 12} {y - 10}l{side * 16} -44", "#b98b3d", 1.6, 0.9)
        picture.end()
    _lettering(picture, "보리차", 400, 448, "#4a2f12", 46)


def buckwheat_pouch(picture: Picture, look: str) -> None:
    """Buckwheat: white flowers on red stems, as in Bongpyeong in September."""
    room(picture, "#cfd8d8", "#a17c55")
    _pouch(picture, "#49566a")
    chance = picture.chance
    for i in range(9):
        x = 318 + i * 21
        top = 560 + chance.uniform(-26, 60)
        picture.line(
            f"M{x} 742Q{x + chance.uniform(-14, 14):.0f} 660 {x + chance.uniform(-10, 10):.0f} {top:.0f}", "#b4513f", 3
        )
        for _ in range(9):
            cx, cy = x + chance.uniform(-17, 17), top + chance.uniform(-18, 22)
            picture.ellipse(cx, cy, 6, 6, "#fbf7ee")
            picture.ellipse(cx, cy, 1.7, 1.7, "#d98a7a")
    _lettering(picture, "메밀차", 400, 448, "#f3ead7", 46)


def _tin(picture: Picture, cx: float, r: float, height: float, colour: str) -> None:
    shadow(picture, cx, r * 1.05)
    top = FLOOR - height
    d = f"M{cx - r} {top}V{FLOOR}A{r} {r * TILT * 0.8} 0 0 0 {cx + r} {FLOOR}V{top}Z"
    picture.path(d, shade(picture, colour, cx, r))
    lid, wide = top + 84, r + 4
    picture.path(
        f"M{cx - wide} {top - 6}V{lid}A{wide} {wide * TILT} 0 0 0 {cx + wide} {lid}V{top - 6}Z",
        shade(picture, darker(colour, 0.18), cx, wide),
    )
    picture.ellipse(cx, top - 6, wide, wide * TILT, lighter(colour, 0.22))
    picture.ellipse(cx, top - 5, wide * 0.9, wide * TILT * 0.84, lighter(colour, 0.1))
    picture.line(f"M{cx - wide} {lid}A{wide} {wide * TILT} 0 0 0 {cx + wide} {lid}", "#000000", 3, 0.3)


def _label(picture: Picture, cx: float, r: float, height: float, paper: str) -> str:
    """A paper label round the tin; what is drawn on it is clipped by what comes back."""
    top, bottom, half = 498, 498 + height - 40, r * 0.82
    d = f"M{cx - half} {top}Q{cx} {top + 30} {cx + half} {top}V{bottom}Q{cx} {bottom + 30} {cx - half} {bottom}Z"
    picture.path(d, shade(picture, paper, cx, r * 1.25))
    return picture.clip(d)


def _pouch(picture: Picture, paper: str) -> None:
    shadow(picture, 400, 190)
    body = "M236 420L226 790Q400 826 574 790L564 420Z"
    picture.path(body, shade(picture, paper, 400, 190))
    picture.path(
        "M236 420L244 338Q400 326 556 338L564 420Q400 440 236 420Z", shade(picture, lighter(paper, 0.1), 400, 180)
    )
    picture.line("M236 420Q400 440 564 420", "#20150f", 3, 0.35)
    picture.line("M243 358Q400 346 557 358", "#20150f", 2, 0.2)
    picture.path("M376 330h48l4 96q-28 6 -56 0z", darker(paper, 0.3))
    for x, y, x2, y2 in ((262, 446, 250, 770), (540, 446, 552, 770), (300, 780, 330, 690), (500, 786, 474, 700)):
        picture.line(f"M{x} {y}Q{(x + x2) / 2 + 9} {(y + y2) / 2} {x2} {y2}", "#20150f", 3, 0.12)
    picture.line("M284 452Q280 600 272 760", "#ffffff", 5, 0.16)


def _lettering(picture: Picture, word: str, x: float, y: float, colour: str, size: int = 0) -> None:
    size = size or 52
    fonts = "'Noto Serif KR','Noto Serif CJK KR','Nanum Myeongjo',AppleMyungjo,Batang,serif"
    picture.add(
        f'<text x="{x}" y="{y + size * 0.72:.0f}" text-anchor="middle" font-family="{fonts}" font-size="{size}" font-weight="700" letter-spacing="6" fill="{colour}">{word}</text>'
    )


DRAWINGS = [sejak_tin, hwangcha_tin, barley_pouch, buckwheat_pouch]
