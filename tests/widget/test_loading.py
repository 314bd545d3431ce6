"""One request, one global, and nothing to be noticed by a page that has nothing to show."""

from __future__ import annotations

import json
from collections.abc import Callable

import brotli
import pytest

from tests.widget.campaigns import config, exit_offer
from tests.widget.conftest import Visit, diary, leave_by_the_top, wait_until_shown
from tests.widget.service import DIST, KEY, RecordingService


def test_the_loader_with_an_empty_configuration_is_at_most_4500_bytes() -> None:
    empty = json.dumps(config("https://winback.example"), separators=(",", ":"))
    script = (DIST / "loader.js").read_text().replace("__WINBACK_CONFIG__", empty)
    assert len(brotli.compress(script.encode(), quality=11)) <= 4500


@pytest.mark.parametrize(("name", "most"), [("renderer", 4500), ("engine", 4700), ("fields", 3000), ("consent", 2200)])
def test_a_chunk_stays_small(name: str, most: int) -> None:
    assert len(brotli.compress((DIST / f"{name}.js").read_bytes(), quality=11)) <= most


def test_a_first_load_makes_one_request(service: RecordingService, publish: Callable[..., None], visit: Visit) -> None:
    publish(exit_offer())
    visit()
    assert service.requests == [f"GET /w/{KEY}.js"]


def test_a_popup_shows_on_leaving_and_its_exposure_arrives(
    service: RecordingService, publish: Callable[..., None], visit: Visit
) -> None:
    publish(exit_offer())
    page = visit()
    page.clock.install()
    page.clock.fast_forward(2000)
    leave_by_the_top(page)
    wait_until_shown(page)
    exposure = service.wait_for_event("exposure")
    assert exposure.properties == {
        "campaign": "exit-offer",
        "version": 3,
        "arm": "a",
        "epoch": 1,
        "trigger": "exit_intent",
    }
    assert diary(page, "error") == []
