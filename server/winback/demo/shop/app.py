"""The shop as a WSGI application: routes, languages, headers."""

import gzip
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import files, orders, pages
from .view import About, View

StartResponse = Callable[..., Any]
_LEAST_WORTH_PACKING = 1000

ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/", pages.home),
    ("GET", "/shop", pages.everything),
    ("GET", "/shop/<name>", pages.category),
    ("GET", "/products/<slug>", pages.product),
    ("GET", "/search", pages.search),
    ("GET", "/journal", pages.journal),
    ("GET", "/journal/<slug>", pages.article),
    ("GET", "/pages/<slug>", pages.page),
    ("GET", "/cart", orders.cart),
    ("POST", "/cart", orders.change_cart),
    ("POST", "/code", orders.change_code),
    ("GET", "/checkout", orders.checkout),
    ("POST", "/checkout", orders.place_order),
    ("GET", "/thanks/<number>", orders.thanks),
]
FILES: list[tuple[str, Callable[..., Response]]] = [
    ("/art/<drawing>.svg", files.art),
    ("/art/<drawing>.<variant>.svg", files.art),
    ("/scenes/<scene>.svg", files.scene),
    ("/static/<name>", files.static),
    ("/favicon.svg", files.icon),
    ("/favicon.ico", files.icon),
]


class Shop:
    def __init__(self, tag: str | None, has_choices: bool) -> None:
        self.about = About(tag, has_choices)
        rules = [Rule(path, methods=[method], endpoint=(page, "en")) for method, path, page in ROUTES]
        korean = ((method, "/ko/" if path == "/" else f"/ko{path}", page) for method, path, page in ROUTES)
        rules += [Rule(path, methods=[method], endpoint=(page, "ko")) for method, path, page in korean]
        rules += [Rule(path, methods=["GET"], endpoint=(file, None)) for path, file in FILES]
        self._map = Map(rules, strict_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        response = self._answer(request)
        return _packed(request, response)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        language = "ko" if request.path.startswith("/ko/") or request.path == "/ko" else "en"
        try:
            (answer, of_language), values = self._map.bind_to_environ(request.environ).match()
            if of_language is None:
                return answer(**values)  # type: ignore[no-any-return]
            return answer(View(request, of_language, self.about), **values)  # type: ignore[no-any-return]
        except NotFound:
            return pages.missing(View(request, language, self.about))
        except HTTPException as error:
            return Response(error.description, error.code, mimetype="text/plain")


def create_shop(tag: str | None = None, *, has_choices: bool = False) -> Shop:
    """The shop, with the Winback script at that address in its pages (or none), and a link to the privacy choices."""
    return Shop(tag, has_choices)


def _packed(request: Request, response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and len(response.data) >= _LEAST_WORTH_PACKING:
        response.data = gzip.compress(response.data, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response
