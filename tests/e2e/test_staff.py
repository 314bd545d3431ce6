"""alice takes the link from the install page and is no longer counted; whoever declines it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.cast import Person
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import Event, Flag, Site

from ..server.ingest.senders import rows
from .test_story import sign_in

SHOP = """<!doctype html><html lang="en"><title>The shop</title><script async src="{tag}"></script><h1>Chairs</h1>
<script>document.addEventListener("winback:ready", () => document.documentElement.dataset.ready = "yes");</script>"""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def open_shop(shop: Site, db: Database, storefront: Storefront, live_server: str) -> Storefront:
    with db.writing() as session:
        session.get_one(Site, shop.id).origins = [storefront.url, "https://*.shop.example"]
    storefront.pages["/"] = SHOP.format(tag=f"{live_server}/w/{shop.key}.js")
    return storefront


def test_the_link_leaves_out_whoever_agrees_and_nobody_else(
    alice: Person,
    shop: Site,
    open_shop: Storefront,
    live_server: str,
    page: Page,
    new_context: Callable[..., BrowserContext],
    db: Database,
) -> None:
    sign_in(page, live_server, alice)
    page.goto(f"{live_server}/admin/sites/{shop.id}/install")
    link = page.get_by_role("link", name="Don't count my own visits").get_attribute("href")
    assert link and link.startswith(f"{open_shop.url}/#winback_staff=")

    assert flags_of_a_visit(new_context(), db, link, agrees=True) == [int(Flag.staff)]
    assert flags_of_a_visit(new_context(), db, link, agrees=False) == [0]
    assert flags_of_a_visit(new_context(), db, f"{open_shop.url}/#winback_staff=invented", agrees=True) == [0]


def flags_of_a_visit(visitor: BrowserContext, db: Database, link: str, *, agrees: bool) -> list[int]:
    """Opens the link, answers what it asks, then opens the shop again and tells something: the flags of that."""
    known = {row.id for row in rows(db, Event)}
    page = visitor.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept() if agrees else dialog.dismiss()))
    page.goto(link)
    page.wait_for_selector("[data-ready]", state="attached")
    assert said[0].startswith("Don't count")
    page.goto(link.partition("#")[0] + "?again")
    page.wait_for_selector("[data-ready]", state="attached")
    with page.expect_response(lambda answer: "looked_around" in (answer.request.post_data or "")):
        page.evaluate("for (let n = 0; n < 20; n++) winback('track', 'looked_around')")
    visitor.close()
    told = [row.flags for row in rows(db, Event) if row.id not in known and row.name == "looked_around"]
    return sorted(set(told))
