"""A picture of 800 × 960 units: colours, gradients and the few strokes that the drawings share."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH, HEIGHT = 800, 960
TABLE = 690  # where the wall ends
FLOOR = 800  # where things stand

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]


class Picture:
    """Markup as it is drawn, back to front. `chance` is seeded by the picture's name: one name, one picture."""

    def __init__(self, name: str, scale: float = 1.0, prefix: str = "") -> None:
        self.chance = random.Random(name)  # noqa: S311 - chance for speckles, not for secrets
        self.scale = scale
        self.prefix = prefix  # of the ids, where several pictures share one document
        self._defs: list[str] = []
        self._body: list[str] = []
        self._things: list[str] = []

    def behind(self, markup: str) -> None:
        """Draws what stays in its place whatever the scale: the wall, the table, the light."""
        self._body.append(markup)

    def add(self, markup: str) -> None:
        self._things.append(markup)

    def linear(self, stops: Iterable[Stop], x1: float, y1: float, x2: float, y2: float) -> str:
        where = f'x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
        return self._define("linearGradient", where, stops)

    def radial(self, stops: Iterable[Stop], cx: float, cy: float, r: float, flat: float = 1) -> str:
        squeeze = f' gradientTransform="translate(0 {cy * (1 - flat):.1f}) scale(1 {flat})"' if flat != 1 else ""
        return self._define("radialGradient", f'cx="{cx:.0f}" cy="{cy:.0f}" r="{r:.0f}"{squeeze}', stops)

    def halo(self, stops: Iterable[Stop]) -> str:
        """A radial gradient that takes the shape of the ellipse that it fills."""
        return self._define("radialGradient", 'cx=".5" cy=".5" r=".5"', stops, "objectBoundingBox")

    def clip(self, path: str) -> str:
        name = f"c{self.prefix}{len(self._defs)}"
        self._defs.append(f'<clipPath id="{name}"><path d="{path}"/></clipPath>')
        return f"url(#{name})"

    def stamp(self, markup: str) -> str:
        """Markup that is drawn many times with `<use>`: its reference."""
        name = f"s{self.prefix}{len(self._defs)}"
        self._defs.append(f'<g id="{name}">{markup}</g>')
        return f"#{name}"

    def path(self, d: str, fill: str = "none", **more: Any) -> None:
        self.add(f'<path d="{d}" fill="{fill}"{attributes(more)}/>')

    def line(self, d: str, colour: str, width: float, opacity: float = 1, **more: Any) -> None:
        self.path(d, stroke=colour, stroke_width=width, stroke_opacity=opacity, stroke_linecap="round", **more)

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str, **more: Any) -> None:
        self.add(f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"{attributes(more)}/>')

    def group(self, **more: Any) -> None:
        self.add(f"<g{attributes(more)}>")

    def end(self) -> None:
        self.add("</g>")

    def things(self) -> str:
        """What stands in the room, without the room, to be set into a larger picture."""
        return f"<defs>{''.join(self._defs)}</defs>{''.join(self._things)}"

    def svg(self) -> str:
        things = "".join(self._things)
        if self.scale != 1:
            middle = f"translate({WIDTH / 2} {FLOOR}) scale({self.scale}) translate({-WIDTH / 2} {-FLOOR})"
            things = f'<g transform="{middle}">{things}</g>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
            f"<defs>{''.join(self._defs)}</defs>{''.join(self._body)}{things}</svg>"
        )

    def _define(self, kind: str, where: str, stops: Iterable[Stop], units: str = "userSpaceOnUse") -> str:
        name = f"g{self.prefix}{len(self._defs)}"
        inner = "".join(_stop(*stop) for stop in stops)
        self._defs.append(f'<{kind} id="{name}" gradientUnits="{units}" {where}>{inner}</{kind}>')
        return f"url(#{name})"


def attributes(more: dict[str, Any]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())


def _stop(offset: float, colour: str, opacity: float = 1) -> str:
    return (
        f'<stop offset="{offset}" stop-color="{colour}"' + (f' stop-opacity="{opacity}"' if opacity != 1 else "") + "/>"
    )


def mix(one: str, other: str, share: float) -> str:
    """The colour between two `#rrggbb`, `share` of the way to the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(colour: str, share: float) -> str:
    return mix(colour, "#20150f", share)  # towards a warm brown: black makes clay look dirty


def lighter(colour: str, share: float) -> str:
    return mix(colour, "#fffdf6", share)


def smooth(points: Sequence[Point]) -> str:
    """Curves through all points (Catmull-Rom as Béziers), without the first `M`."""
    out = []
    for i in range(len(points) - 1):
        before, here = points[max(i - 1, 0)], points[i]
        there, after = points[i + 1], points[min(i + 2, len(points) - 1)]
        one = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        two = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        out.append(f"C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {there[0]:.1f} {there[1]:.1f}")
    return "".join(out)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
