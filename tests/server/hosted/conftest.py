"""A form that is open."""

from __future__ import annotations

import pytest

from tests.server.hosted.forms import AGREE, MAIL, NPS, THANKS, WHY, launch
from winback.db.engine import Database
from winback.models import Site


@pytest.fixture
def form(db: Database, shop: Site) -> str:
    """Live: a score, then why (only below nine), then thanks. Its address."""
    steps = [
        {
            "id": "s1",
            "blocks": [NPS],
            "next": "s2",
            "logic": [{"when": {"fact": "answer.score", "op": "gte", "value": 9}, "then": [{"jump": "s3"}]}],
        },
        {"id": "s2", "blocks": [WHY, MAIL, AGREE], "next": "s3"},
        {"id": "s3", "blocks": [THANKS], "next": None},
    ]
    launch(db, shop, "ask", steps)
    return f"/f/{shop.key}.ask"
