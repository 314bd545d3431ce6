"""A still life: several of the things on one long table."""

from functools import cache

from .paint import FLOOR, Picture, darker, lighter

Thing = tuple[str, str, float, float, float]  # drawing, look, x of its middle, y of its foot, scale

SCENES: dict[str, tuple[int, int, str, str, list[Thing]]] = {
    # width, height, wall, table, things from back to front
    "hero": (
        1400,
        1120,
        "#d9cbb5",
        "#a07a52",
        [
            ("moon_jar", "snow", 640, 900, 1.12),
            ("bud_vase", "persimmon", 1080, 884, 1.0),
            ("teapot", "celadon", 330, 950, 0.8),
            ("brushed_bowl", "white", 860, 1000, 0.6),
        ],
    ),
    "workshop": (
        1400,
        1000,
        "#c4b79f",
        "#86694a",
        [
            ("onggi", "", 380, 850, 1.12),
            ("onggi", "", 760, 830, 0.82),
            ("onggi", "", 1040, 850, 0.6),
            ("bottle", "iron", 1130, 900, 0.7),
            ("nesting_bowls", "dawn", 690, 920, 0.62),
        ],
    ),
}


@cache
def still_life(scene: str) -> str:
    """The SVG of a scene. Raises KeyError for an unknown one."""
    from . import DRAWINGS

    width, height, wall, table, things = SCENES[scene]
    edge = min(y for *_, y, _ in things) - 110
    room = Picture(scene, prefix="r")
    glow = room.radial([(0, lighter(wall, 0.5)), (1, wall)], width * 0.3, height * 0.25, width * 0.75)
    wood = room.linear([(0, darker(table, 0.08)), (0.3, table), (1, lighter(table, 0.14))], 0, edge, 0, height)
    light = room.linear([(0, "#fffbe9", 0.55), (1, "#fffbe9", 0)], 0, 0, width * 0.6, height)
    room.add(f'<rect width="{width}" height="{height}" fill="{glow}"/>')
    for left in (-80, 260, 600):
        room.path(f"M{left} 0h250l400 {height}h-310z", light, opacity=0.5)
    room.add(f'<rect y="{edge:.0f}" width="{width}" height="{height - edge:.0f}" fill="{wood}"/>')
    room.add(f'<rect y="{edge:.0f}" width="{width}" height="2" fill="{lighter(table, 0.4)}" opacity=".7"/>')
    for number, (drawing, look, x, y, scale) in enumerate(things):
        picture = Picture(f"{drawing}-{look}", prefix=f"{number}-")
        DRAWINGS[drawing](picture, look)
        place = f"translate({x} {y}) scale({scale}) translate(-400 {-FLOOR})"
        room.add(f'<g transform="{place}">{picture.things()}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{room.things()}</svg>"
    )
