"""The demo shop's pages: everything can be reached, in both languages, also without scripts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from werkzeug.test import Client

from winback.demo.shop.art import DRAWINGS, draw
from winback.demo.shop.art.still import SCENES, still_life
from winback.demo.shop.catalog import ARTICLES, CATEGORIES, PRODUCTS, WORDS, related


class Links(HTMLParser):
    """The addresses that a page names, and how many headings of the first rank it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.headings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.headings += tag == "h1"
        self.found += [value for name, value in attributes if name in ("href", "src", "data-picture") and value]


@pytest.mark.parametrize(("start", "language"), [("/", "en"), ("/ko/", "ko")])
def test_every_link_of_the_shop_leads_to_a_page(visitor: Client, start: str, language: str) -> None:
    seen, waiting = set(), [start]
    while waiting:
        path = waiting.pop()
        if path in seen or urlsplit(path).netloc:
            continue
        seen.add(path)
        answer = visitor.get(path)
        assert answer.status_code == 200, f"{path} answers {answer.status}"
        if answer.mimetype == "text/html":
            page = Links(answer.text)
            assert page.headings == 1, f"{path} has {page.headings} main headings"
            # The other language is walked by the other case of this test.
            of_language = path.startswith("/ko/") == (language == "ko")
            waiting += [urljoin(path, link).partition("#")[0] for link in page.found] if of_language else []
    prefix = "" if language == "en" else "/ko"
    assert {f"{prefix}/products/{slug}" for slug in PRODUCTS} <= seen
    assert {f"{prefix}/journal/{slug}" for slug in ARTICLES} <= seen
    assert {f"{prefix}/shop/{category}" for category in CATEGORIES} <= seen


def test_the_shop_has_some_twenty_products_with_a_drawing_each() -> None:
    assert 20 <= len(PRODUCTS) <= 30
    assert len({product.drawing for product in PRODUCTS.values()}) == len(PRODUCTS)
    pictures = [draw(p.drawing, v.look, v.scale) for p in PRODUCTS.values() for v in p.variants]
    assert len(set(pictures)) == len(pictures), "two variants look the same"
    for picture in [*pictures, *(still_life(scene) for scene in SCENES)]:
        ElementTree.fromstring(picture)
        assert len(picture) < 100_000
    assert {product.drawing for product in PRODUCTS.values()} == set(DRAWINGS), "a drawing that nothing uses"


def test_a_still_life_names_no_gradient_twice() -> None:
    for scene in SCENES:
        ids = re.findall(r' id="([^"]+)"', still_life(scene))
        assert len(ids) == len(set(ids))


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["ko"].keys()
    for word, text in WORDS["en"].items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", WORDS["ko"][word]), word


@pytest.mark.parametrize(
    ("path", "language", "other"),
    [("/shop/tea?sort=low", "en", "/ko/shop/tea?sort=low"), ("/ko/products/moon-jar", "ko", "/products/moon-jar")],
)
def test_a_page_says_its_language_and_leads_to_the_same_page_in_the_other(
    visitor: Client, path: str, language: str, other: str
) -> None:
    html = visitor.get(path).text
    assert f'<html lang="{language}">' in html
    assert f'class="lang" href="{other}"' in html


def test_a_link_without_a_language_leads_a_korean_visitor_to_the_korean_basket(visitor: Client) -> None:
    from_korean = {"Referer": "http://localhost/ko/products/moon-jar"}
    assert visitor.get("/cart", headers=from_korean).location == "/ko/cart"
    assert visitor.get("/cart?language=en", headers=from_korean).status_code == 200
    assert visitor.get("/cart", headers={"Referer": "http://localhost/shop"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "slug"),
    [("moon jar", "moon-jar"), ("MOON", "moon-jar"), ("달항아리", "moon-jar"), ("boseong", "hwangcha-yellow-tea")],
)
def test_the_search_finds_in_both_languages(visitor: Client, query: str, slug: str) -> None:
    assert f"/products/{slug}" in visitor.get("/search", query_string={"q": query}).text.partition("<main")[2]


def test_a_search_for_nothing_known_says_so_and_is_harmless(visitor: Client) -> None:
    html = visitor.get("/search", query_string={"q": "<script>x</script>"}).text
    assert "Nothing found for “&lt;script&gt;x&lt;/script&gt;”" in html
    assert "<script>x" not in html


@pytest.mark.parametrize("path", ["/nope", "/ko/nope", "/products/nope", "/shop/nope", "/journal/nope", "/thanks/nope"])
def test_what_is_not_there_is_said_kindly(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert WORDS["ko" if path.startswith("/ko") else "en"]["not_found"] in answer.text


@pytest.mark.parametrize(
    "path", ["/art/moon_jar.nope.svg", "/art/nope.svg", "/scenes/nope.svg", "/static/nope.css", "/static/../app.py"]
)
def test_a_file_that_is_not_there_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_related_goods_are_four_others() -> None:
    for product in PRODUCTS.values():
        others = [other.slug for other in related(product)]
        assert len(set(others)) == len(others) == 4
        assert product.slug not in others


def test_the_shop_knows_winback_by_one_tag_and_nothing_else(visitor: Client) -> None:
    html = visitor.get("/").text
    assert html.count("winback.example") == 1
    assert '<script async src="https://winback.example/w/key.js"></script>' in html
    assert html.lower().replace("data-winback-consent", "").replace("comes with winback", "").count("winback") == 1


def test_a_small_page_travels_compressed(visitor: Client) -> None:
    packed = visitor.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 9_000
    assert visitor.get("/").headers.get("Content-Encoding") is None
