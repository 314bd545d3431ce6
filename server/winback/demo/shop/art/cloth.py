"""Wrapping cloths: bojagi, pieced from what was left over."""

from .paint import Picture, darker, lighter
from .scene import room, shadow

DYES = {
    "meadow": ("#7d9a6b", "#d9c36a", "#e9e3d0", "#4f7a74", "#c98a4b", "#b7c9a3", "#8a4a3c"),
    "dusk": ("#5b4f7a", "#c98f9c", "#e9dfe0", "#39506e", "#d9a75f", "#8f83a8", "#7a3a45"),
}

Box = tuple[float, float, float, float]


def bojagi(picture: Picture, look: str) -> None:
    """A patchwork of ramie, hung from a rod before the window: light comes through it."""
    dyes = DYES[look or "meadow"]
    room(picture, "#e9e4d8", "#b08c64", 0.7)
    picture.line("M120 120H680", "#7b5a3c", 14)
    picture.line("M120 116H680", "#b98f63", 4)
    picture.ellipse(430, 826, 270, 22, picture.radial([(0, "#2b1d12", 0.3), (1, "#2b1d12", 0)], 430, 826, 270, 0.1))
    outline = "M160 122H640Q648 460 636 800Q520 822 400 804T164 800Q152 460 160 122Z"
    picture.group(clip_path=picture.clip(outline))
    for x, y, w, h in _pieces(picture, (140, 100, 520, 740), 5):
        dye = picture.chance.choice(dyes)
        opacity = round(picture.chance.uniform(0.72, 0.95), 2)
        picture.add(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{dye}" fill-opacity="{opacity}" stroke="{darker(dye, 0.35)}" stroke-opacity=".55" stroke-width="3"/>'
        )
        picture.add(
            f'<rect x="{x + 5:.0f}" y="{y + 5:.0f}" width="{max(w - 10, 1):.0f}" height="{max(h - 10, 1):.0f}" fill="none" stroke="#fffdf6" stroke-opacity=".4" stroke-dasharray="5 5"/>'
        )
    for x, tone, opacity in (
        (210, "#ffffff", 0.25),
        (300, "#20150f", 0.12),
        (380, "#ffffff", 0.22),
        (470, "#20150f", 0.14),
        (560, "#ffffff", 0.2),
        (620, "#20150f", 0.12),
    ):
        fold = picture.linear([(0, tone, 0), (0.5, tone, opacity), (1, tone, 0)], x - 46, 0, x + 46, 0)
        picture.add(f'<rect x="{x - 46}" y="100" width="92" height="740" fill="{fold}"/>')
    picture.end()


def _pieces(picture: Picture, box: Box, depth: int) -> list[Box]:
    """Splits a box by chance, across its longer side, until the pieces are small."""
    x, y, w, h = box
    if depth == 0 or (depth < 4 and picture.chance.random() < 0.16):
        return [box]
    share = picture.chance.uniform(0.3, 0.7)
    parts = (
        [(x, y, w * share, h), (x + w * share, y, w * (1 - share), h)]
        if w > h * 0.8
        else [(x, y, w, h * share), (x, y + h * share, w, h * (1 - share))]
    )
    return [piece for part in parts for piece in _pieces(picture, part, depth - 1)]


def gift(picture: Picture, look: str) -> None:
    """A box in a knotted cloth."""
    cloth = {"plum": "#8d3f52", "jade": "#4f7f6b", "straw": "#c9a35a"}[look or "plum"]
    room(picture, "#e7dcd4", "#a17e57")
    shadow(picture, 400, 250)
    body = "M180 540Q170 690 186 800Q400 832 614 800Q630 690 620 540Q400 500 180 540Z"
    picture.path(
        body,
        picture.linear(
            [(0, darker(cloth, 0.15)), (0.3, lighter(cloth, 0.22)), (0.65, cloth), (1, darker(cloth, 0.4))],
            176,
            0,
            624,
            0,
        ),
    )
    picture.path("M180 540Q280 470 400 476Q520 470 620 540Q520 566 400 566Q280 566 180 540Z", lighter(cloth, 0.18))
    for d, tone in (
        ("M186 560Q300 600 400 512", "#20150f"),
        ("M614 560Q500 600 400 512", "#20150f"),
        ("M190 660Q280 610 384 530", "#ffffff"),
        ("M610 680Q520 620 416 530", "#20150f"),
        ("M250 806Q320 690 392 540", "#20150f"),
        ("M550 806Q480 690 408 540", "#ffffff"),
    ):
        picture.line(d, tone, 5, 0.16)
    _knot(picture, cloth)


def _knot(picture: Picture, cloth: str) -> None:
    lining = {"#8d3f52": "#e9b9a6", "#4f7f6b": "#e4d79b", "#c9a35a": "#a65a3c"}[cloth]
    petals = (
        ("M400 506C310 470 222 480 178 400C270 360 360 400 408 486Z", lining, 0.0),
        ("M400 506C490 470 578 480 622 400C530 360 440 400 392 486Z", darker(lining, 0.12), 0.0),
        ("M396 500C330 440 290 360 330 296C400 330 430 410 410 496Z", cloth, 0.1),
        ("M404 500C470 440 510 360 470 296C400 330 370 410 390 496Z", lighter(cloth, 0.12), 0.0),
    )
    for d, tone, dark in petals:
        picture.path(d, darker(tone, dark), stroke=darker(tone, 0.4), stroke_width=2, stroke_opacity=0.5)
    for d in (
        "M400 490C340 450 270 440 214 408",
        "M400 490C460 450 530 440 586 408",
        "M400 486C370 430 350 370 340 322",
        "M402 486C432 430 452 370 462 322",
    ):
        picture.line(d, "#20150f", 3, 0.22)
    picture.ellipse(
        400, 496, 46, 38, picture.radial([(0, lighter(cloth, 0.35)), (1, darker(cloth, 0.25))], 388, 484, 56)
    )
    picture.line("M366 490Q400 514 434 486", "#20150f", 3, 0.3)


DRAWINGS = [bojagi, gift]
