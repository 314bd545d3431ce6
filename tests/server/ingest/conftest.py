"""What the tests of ingest share: a browser on the shop's page, and a campaign that it meets."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.server.ingest.senders import Browser, launched
from winback.db.engine import Database
from winback.models import Campaign, Site


@pytest.fixture
def browser(client: FlaskClient, shop: Site) -> Browser:
    return Browser(client, shop)


@pytest.fixture
def campaign(db: Database, shop: Site) -> Campaign:
    """Live, with two variants and a control; its goal is a purchase within a week."""
    return launched(db, shop)
