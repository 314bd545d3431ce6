"""A browser in a shop that runs on a shop system, and the service that hears of its carts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.servers import listening_socket, serving
from tests.widget.conftest import DIARY
from tests.widget.platforms.shopify import Shopify
from tests.widget.platforms.woocommerce import WooCommerce
from tests.widget.service import KEY

Opens = Callable[..., Page]


@pytest.fixture
def shopify(tag: str) -> Iterator[Shopify]:
    shop = Shopify(tag)
    with listening_socket() as bound, serving(shop, bound) as url:
        shop.url = url
        yield shop


@pytest.fixture
def woocommerce(tag: str) -> Iterator[WooCommerce]:
    shop = WooCommerce(tag)
    with listening_socket() as bound, serving(shop, bound) as url:
        shop.url = url
        yield shop


@pytest.fixture
def go(new_page: Callable[..., Page]) -> Opens:
    """Opens a page of a shop as someone new, or goes on in a given tab: `go(shop, "/cart", page)`."""

    def open_page(shop: Shopify | WooCommerce, path: str = "/", page: Page | None = None) -> Page:
        if page is None:
            page = new_page()
            page.add_init_script(DIARY)
        page.goto(shop.url + path)
        is_ready(page)
        return page

    return open_page


def is_ready(page: Page) -> None:
    page.wait_for_function("window.diary?.some(([name]) => name === 'ready')")


def cart(page: Page, value: float) -> dict[str, Any]:
    """The cart that this browser knows, once it is worth so much and nothing is left to be read."""
    memory = f"JSON.parse(localStorage['winback:{KEY}:memory'] ?? '{{}}')"
    page.wait_for_function(
        f"value => {{ const {{cart, shop}} = {memory}; return cart?.value === value && !shop.isStale }}", arg=value
    )
    known: dict[str, Any] = page.evaluate(f"{memory}.cart")
    return known


def has_failed(page: Page) -> None:
    """Waits until the connector has given up on a reading."""
    page.wait_for_function("diary.some(([name]) => name === 'error')")
