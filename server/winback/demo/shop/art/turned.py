"""Things turned on a wheel: a profile becomes a body with light, glaze, speckles and a rim."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .paint import FLOOR, Picture, Point, darker, lighter, smooth

TILT = 0.15  # how much of an opening is seen: a circle of radius r looks r × TILT high


@dataclass(frozen=True)
class Body:
    """A turned body: where it stands, its outline and its widest radius."""

    cx: float
    top: float
    bottom: float
    mouth: float
    widest: float
    outline: str
    clip: str


def turn(picture: Picture, profile: Sequence[Point], clay: str, cx: float = 400, base: float = FLOOR) -> Body:
    """Draws a body from its profile, (height above the base, radius) from foot to rim."""
    right = [(cx + radius, base - height) for height, radius in profile]
    left = [(cx - radius, base - height) for height, radius in reversed(profile)]
    foot, mouth, top = profile[0][1], profile[-1][1], base - profile[-1][0]
    widest = max(radius for _, radius in profile)
    outline = (
        f"M{right[0][0]:.1f} {right[0][1]:.1f}{smooth(right)}"
        f"A{mouth:.1f} {mouth * TILT:.1f} 0 0 0 {left[0][0]:.1f} {left[0][1]:.1f}{smooth(left)}"
        f"A{foot:.1f} {foot * TILT * 0.8:.1f} 0 0 0 {right[0][0]:.1f} {right[0][1]:.1f}Z"
    )
    picture.path(outline, shade(picture, clay, cx, widest))
    return Body(cx, top, base, mouth, widest, outline, picture.clip(outline))


def shade(picture: Picture, colour: str, cx: float, radius: float) -> str:
    """Light from the left over something round."""
    stops = [
        (0.0, darker(colour, 0.26)),
        (0.12, darker(colour, 0.08)),
        (0.32, lighter(colour, 0.3)),
        (0.5, colour),
        (0.78, darker(colour, 0.22)),
        (0.95, darker(colour, 0.42)),
        (1.0, darker(colour, 0.34)),
    ]
    return picture.linear(stops, cx - radius, 0, cx + radius, 0)


def rim(picture: Picture, body: Body, clay: str, inside: str | None = None, filled: str | None = None) -> None:
    """The opening: its thickness, the dark inside, and what stands in it."""
    cx, y, r = body.cx, body.top, body.mouth
    picture.ellipse(cx, y, r, r * TILT, lighter(clay, 0.32))
    deep = inside or darker(clay, 0.35)
    dark = picture.linear([(0, darker(deep, 0.45)), (1, lighter(deep, 0.12))], cx - r, 0, cx + r, 0)
    picture.ellipse(cx, y + r * 0.012, r * 0.93, r * TILT * 0.86, dark)
    if filled:
        tea = picture.linear(
            [(0, darker(filled, 0.25)), (0.6, filled), (1, lighter(filled, 0.35))], cx - r, 0, cx + r, 0
        )
        picture.ellipse(cx, y + r * 0.045, r * 0.85, r * TILT * 0.68, tea)


def glaze(picture: Picture, body: Body, colour: str, to: float, runs: float = 26, since: float = 0) -> None:
    """A second glaze poured from the rim down to `to` (share of the height), its edge running."""
    height = body.bottom - body.top
    y, step = body.top + height * to, body.widest / 5
    edge: list[Point] = []
    x = body.cx + body.widest + step
    while x > body.cx - body.widest - step * 2:
        edge.append((x, y + picture.chance.uniform(-0.4, 1) * runs))
        x -= step * picture.chance.uniform(0.7, 1.25)
    above = body.top + height * since - body.mouth * TILT * 2
    d = f"M{edge[0][0]:.1f} {above:.1f}L{edge[0][0]:.1f} {edge[0][1]:.1f}{smooth(edge)}L{edge[-1][0]:.1f} {above:.1f}Z"
    picture.group(clip_path=body.clip)
    picture.line(f"M{edge[0][0]:.1f} {edge[0][1]:.1f}{smooth(edge)}", darker(colour, 0.4), 9, 0.25)
    picture.path(d, shade(picture, colour, body.cx, body.widest))
    picture.end()


def rings(picture: Picture, body: Body, count: int, opacity: float = 0.09) -> None:
    """The marks of the fingers on the wheel."""
    picture.group(clip_path=body.clip)
    r = body.widest
    for i in range(1, count + 1):
        y = body.top + (body.bottom - body.top) * i / (count + 1) + picture.chance.uniform(-5, 5)
        d = f"M{body.cx - r} {y:.0f}Q{body.cx} {y + r * 0.3:.0f} {body.cx + r} {y:.0f}"
        picture.line(d, "#20150f", 2.2, opacity)
        picture.line(
            f"M{body.cx - r} {y + 3:.0f}Q{body.cx} {y + 3 + r * 0.3:.0f} {body.cx + r} {y + 3:.0f}",
            "#ffffff",
            1.6,
            opacity,
        )
    picture.end()


def speckle(picture: Picture, body: Body, count: int, colour: str = "#4b3423", largest: float = 3.2) -> None:
    """Iron spots that the fire brings out."""
    picture.group(clip_path=body.clip, fill=colour)
    chance = picture.chance
    for _ in range(count):
        x = body.cx + body.widest * math.sin(chance.uniform(-1.5, 1.5))
        y = chance.uniform(body.top, body.bottom)
        r = 0.7 + largest * chance.random() ** 3
        picture.add(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" opacity="{chance.uniform(0.25, 0.75):.2f}"/>')
    picture.end()


def gleam(picture: Picture, body: Body, strength: float = 0.5, at: float = -0.42) -> None:
    """The window, mirrored in the glaze."""
    height = body.bottom - body.top
    cx, cy = body.cx + body.widest * at, body.top + height * 0.34
    soft = picture.radial(
        [(0, "#ffffff", strength), (0.55, "#ffffff", strength * 0.35), (1, "#ffffff", 0)], cx, cy, height * 0.3
    )
    picture.group(clip_path=body.clip)
    picture.ellipse(cx, cy, body.widest * 0.2, height * 0.28, soft, transform=f"rotate(8 {cx:.0f} {cy:.0f})")
    picture.end()
    low = picture.radial(
        [(0, "#f2d9b4", 0.35), (1, "#f2d9b4", 0)],
        body.cx + body.widest * 0.5,
        body.bottom - height * 0.12,
        body.widest * 0.6,
        0.5,
    )
    picture.path(body.outline, low)
