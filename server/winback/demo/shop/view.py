"""One request's view of the shop: its language, its basket, and what its page pushes to the dataLayer."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from . import files, ga4
from .basket import Basket, basket_from
from .catalog import ARTICLES, CATEGORIES, PAGES, PRODUCTS, WORDS

BASKET_COOKIE, CODE_COOKIE = "oo_basket", "oo_code"
_YEAR = 365 * 24 * 3600


def price(cents: int) -> str:
    """€1,250.00: the same in both languages, with a minus sign that is one."""
    return f"{'−' if cents < 0 else ''}€{abs(cents) / 100:,.2f}"


def for_script(value: Any) -> Markup:
    """JSON that can stand inside a script element."""
    text = (
        json.dumps(value, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
    return Markup(text)  # noqa: S704 - escaped above


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(price=price, for_script=for_script)
_environment.globals.update(
    art=files.art_url, drawing=files.drawing_url, static=files.static_url, ga4_item=ga4.item, ga4_line=ga4.line_item
)


@dataclass(frozen=True)
class About:
    """All that the shop knows of Winback: where its script is, and whether there are choices to come back to."""

    tag: str | None
    has_choices: bool


class View:
    def __init__(self, request: Request, language: str, shop: About) -> None:
        self.request = request
        self.language = language
        self.shop = shop

    @cached_property
    def basket(self) -> Basket:
        cookies = self.request.cookies
        return basket_from(cookies.get(BASKET_COOKIE, ""), cookies.get(CODE_COOKIE))

    def url(self, path: str, language: str | None = None) -> str:
        """The path in this page's language (or another one)."""
        if (language or self.language) == "en":
            return path
        return f"/ko{path}"

    def in_other_language(self) -> str:
        path = self.request.path.removeprefix("/ko") or "/"
        query = self.request.query_string.decode("ascii", "replace")
        if path == "/cart" and self.language == "ko":
            query = "language=en"
        return self.url(path, "en" if self.language == "ko" else "ko") + (f"?{query}" if query else "")

    @property
    def is_wrong_language(self) -> bool:
        """Whether a link without a language, such as a message's to /cart, was followed on a Korean page."""
        came_from = urlsplit(self.request.headers.get("Referer", ""))
        is_korean = came_from.netloc == self.request.host and came_from.path.startswith("/ko/")
        return is_korean and self.language == "en" and "language" not in self.request.args

    def say(self, word: str, **values: Any) -> str:
        """One of the shop's sentences, with its values filled in."""
        return WORDS[self.language][word].format(**values)

    def render(self, template: str, status: int = 200, pushes: list[ga4.Push] | None = None, **values: Any) -> Response:
        body = _environment.get_template(template).render(
            view=self,
            say=self.say,
            url=self.url,
            language=self.language,
            basket=self.basket,
            categories=CATEGORIES,
            products=PRODUCTS,
            articles=ARTICLES,
            pages=PAGES,
            pushes=pushes or [],
            **values,
        )
        # The basket's count is in every page: nobody may keep one.
        return Response(body, status, mimetype="text/html", headers={"Cache-Control": "no-store"})

    def redirect(self, path: str, basket: Basket | None = None) -> Response:
        response = Response(status=303, headers={"Location": self.url(path), "Cache-Control": "no-store"})
        if basket is not None:
            keep(response, basket)
        return response


def keep(response: Response, basket: Basket) -> None:
    """Writes the basket into the browser."""
    response.set_cookie(BASKET_COOKIE, basket.to_cookie(), max_age=_YEAR, samesite="Lax", httponly=True)
    if basket.code:
        response.set_cookie(CODE_COOKIE, basket.code, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(CODE_COOKIE)
