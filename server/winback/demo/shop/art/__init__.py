"""The shop's pictures, drawn by code: every product has a drawing of its own, and every glaze its own colours."""

from functools import cache

from . import cloth, glass, tableware, teaware, tins, vases, wood
from .paint import Picture

DRAWINGS = {
    drawing.__name__: drawing
    for module in (teaware, tableware, vases, tins, glass, wood, cloth)
    for drawing in module.DRAWINGS
}


@cache
def draw(name: str, look: str = "", scale: float = 1.0) -> str:
    """The SVG of a drawing in one of its looks (a glaze, a dye, a label). Raises KeyError for an unknown drawing."""
    picture = Picture(f"{name}-{look}", scale)
    DRAWINGS[name](picture, look)
    return picture.svg()
