"""The recipes that the owner's guide gives for shop systems, run as they stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page

from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import Event, Purchase, Site

GUIDE = Path(__file__).parents[3] / "docs/owner.md"
VISITOR = "8f" * 16

# Shopify's sandbox: a frame without an origin of its own, whose `browser` reaches the shop's storage by messages.
SANDBOX = """<!doctype html><title>Thank you</title><script>
localStorage.setItem("winback:%(key)s:memory", JSON.stringify({visitor: "%(visitor)s", session: {id: "%(visitor)s"}}));
addEventListener("message", ({source, data}) => source.postMessage(localStorage.getItem(data), "*"));
</script><iframe sandbox="allow-scripts" srcdoc="%(frame)s"></iframe>"""
FRAME = """<script>
const handlers = {};
const analytics = {subscribe: (name, run) => { handlers[name] = run; }};
const browser = {localStorage: {getItem: (name) => new Promise((done) => {
  addEventListener("message", ({data}) => done(data), {once: true}); parent.postMessage(name, "*"); })}};
%(pixel)s
handlers.checkout_completed({
  id: "sh-1", name: "checkout_completed", context: {document: {location: {origin: "%(shop)s", href: "%(shop)s/checkouts/cn/x/thank-you"}}},
  data: {checkout: {order: {id: "5512345678901"}, currencyCode: "EUR", totalPrice: {amount: 54.4, currencyCode: "EUR"}}},
}).then(() => { window.isOver = true; });
</script>"""


def pixel(host: str, key: str) -> str:
    """The custom pixel as the guide prints it, with this server and site in its first line."""
    code = re.search(r"```js\n(.*?checkout_completed.*?)```", GUIDE.read_text(), re.DOTALL)
    assert code
    return code[1].replace("https://your.server", host).replace("SITEKEY", key)


def test_shopify_s_pixel_tells_of_an_order_under_the_visitor_s_own_id(
    live_server: str, db: Database, shop: Site, storefront: Storefront, new_page: Callable[..., Page]
) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).origins = [storefront.url]
    frame = FRAME % {"pixel": pixel(live_server, shop.key), "shop": storefront.url}
    said: dict[str, Any] = {"key": shop.key, "visitor": VISITOR, "frame": frame.replace('"', "&quot;")}
    storefront.pages["/thanks"] = SANDBOX % said
    page = new_page()
    page.goto(f"{storefront.url}/thanks")
    page.frames[1].wait_for_function("window.isOver")
    with db.reading() as session:
        event = session.scalars(sa.select(Event).where(Event.site_id == shop.id)).one()
        order = session.scalars(sa.select(Purchase).where(Purchase.site_id == shop.id)).one()
    assert event.visitor and event.visitor.hex == VISITOR
    assert (event.name, event.transaction_id, event.value_minor, order.currency) == (
        "purchase",
        "5512345678901",
        5440,
        "EUR",
    )
