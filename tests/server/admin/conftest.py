"""alice, bob and charlie at the admin."""

from __future__ import annotations

import pytest

from tests.server.admin.desk import Desk, sit_down
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Campaign, Site
from winback.targeting.drafts import draft
from winback.targeting.templates import content_for, template


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path) -> str:  # type: ignore[no-untyped-def]
    """Pages read and write through the models, whose own tests run on both databases."""
    with request.getfixturevalue(f"{request.param}_databases").fresh(tmp_path) as url:
        yield url


@pytest.fixture
def desk(alice: Person) -> Desk:
    """alice's."""
    return sit_down(alice)


@pytest.fixture
def campaign(db: Database, shop: Site, clock: TestClock) -> Campaign:
    """A cart saver, ready to be launched."""
    chosen = template("cart_saver")
    assert chosen
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        return draft(
            session, site, "cart-saver", "Cart saver", chosen.kind, content_for(chosen, site, "cart-saver"), clock()
        )
