"""Where the lines of a chart run: numbers in, coordinates out. The template only draws them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...reports.nps import Nps

WIDTH, HEIGHT = 760, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 16, 32
_MOST_LABELS = 7


@dataclass(frozen=True)
class Line:
    name: str
    points: str  # for <polyline>
    last: tuple[float, float] | None


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(names: Sequence[str], values: Sequence[Sequence[float | None]], labels: Sequence[str]) -> Chart:
    """One line for each name; its values stand over the labels. None is a gap at the beginning."""
    top = _nice(max((value for series in values for value in series if value is not None), default=0))
    return Chart(
        lines=[_line(name, series, top) for name, series in zip(names, values, strict=True)],
        across=[Tick(_x(index, len(labels)), labels[index]) for index in _spread(len(labels))],
        up=[Tick(_y(top * part / 4, top), _short(top * part / 4)) for part in range(5)],
    )


@dataclass(frozen=True)
class Part:
    name: str
    start: float
    width: float


def nps_bar(score: Nps) -> list[Part]:
    """Detractors, passives and promoters as parts of a bar 100 wide."""
    counts = {"detractor": score.detractors, "passive": score.passives, "promoter": score.promoters}
    parts, start = [], 0.0
    for name, count in counts.items():
        width = 100 * count / score.responses
        parts.append(Part(name, round(start, 2), round(width, 2)))
        start += width
    return parts


def _line(name: str, series: Sequence[float | None], top: float) -> Line:
    points = [(_x(i, len(series)), _y(value, top)) for i, value in enumerate(series) if value is not None]
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Line(name, text, points[-1] if points else None)


def _x(index: int, count: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (index / (count - 1) if count > 1 else 0.5), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _short(value: float) -> str:
    """Few enough characters to stand beside the chart on a phone."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def _nice(highest: float) -> float:
    """The next of some steps times a power of ten, so that quarters of it read well."""
    if highest <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if step * power >= highest * 0.999999)


def _spread(count: int) -> list[int]:
    every = max(1, math.ceil(count / _MOST_LABELS))
    return list(range(0, count, every))
