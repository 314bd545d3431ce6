"""Pictures and static files: named by their content, so that a browser asks once."""

import hashlib
from functools import cache
from pathlib import Path

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from .art import draw
from .art.still import still_life
from .catalog import PRODUCTS, Product, Variant

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_BY_DRAWING = {product.drawing: product for product in PRODUCTS.values()}


def art(drawing: str, variant: str | None = None) -> Response:
    product = _BY_DRAWING.get(drawing)
    chosen = product.variant(variant) if product else None
    if chosen is None:
        raise NotFound
    return _answer(draw(drawing, chosen.look, chosen.scale).encode(), "image/svg+xml")


def scene(scene: str) -> Response:
    try:
        return _answer(still_life(scene).encode(), "image/svg+xml")
    except KeyError:
        raise NotFound from None


def static(name: str) -> Response:
    if not (STATIC / name).is_file() or "/" in name:
        raise NotFound
    return _answer(_bytes(name), _TYPES[Path(name).suffix])


def icon() -> Response:
    return _answer(_bytes("icon.svg"), "image/svg+xml")


def static_url(name: str) -> str:
    return f"/static/{name}?v={hashlib.sha256(_bytes(name)).hexdigest()[:12]}"


def art_url(product: Product, variant: Variant | None = None) -> str:
    """The picture of a product in one of its variants. Drawings change with the product's version only."""
    chosen = variant or product.variants[0]
    return f"/art/{product.drawing}.{chosen.id}.svg"


def drawing_url(drawing: str) -> str:
    """The picture of a drawing or of a scene, by its name."""
    product = _BY_DRAWING.get(drawing)
    return art_url(product) if product else f"/scenes/{drawing}.svg"


@cache
def _bytes(name: str) -> bytes:
    return (STATIC / name).read_bytes()


def _answer(body: bytes, kind: str) -> Response:
    return Response(body, mimetype=kind, headers={"Cache-Control": "public, max-age=86400"})
