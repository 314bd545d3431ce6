from __future__ import annotations

import pytest
from werkzeug.test import Client

from winback.demo.shop import create_shop


@pytest.fixture
def visitor() -> Client:
    """A browser without scripts, in the demo shop."""
    return Client(create_shop("https://winback.example/w/key.js", has_choices=True))
