"""What a campaign must be to be launched as a page of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.test_hosted import NPS, chain
from winback.models import Site
from winback.targeting.gate_hosted import can_be_drawn, can_be_sent


def test_a_form_that_could_not_be_sent_is_not_launched() -> None:
    site = Site(origins=["https://shop.example"])

    def found(steps: list[Any], hosted: bool = True) -> list[str]:
        variants = {"a": {"format": "popup", "steps": steps}}
        return [problem.path for problem in can_be_sent({"hosted": hosted, "variants": variants}, site)]

    assert found(chain(15, 1000)) == []
    assert len(found(chain(15, 1000, piped=True))) == 16
    assert found(chain(15, 1000, piped=True), hosted=False) == []
    wide = [block for step in chain(8, 1000)[:8] for block in step["blocks"]]
    assert found([{"id": "s1", "blocks": wide, "next": None}]) == ["variants.a.steps.0.blocks"]
    assert found([{"id": "s1", "blocks": wide[:6], "next": None}]) == []


@pytest.mark.parametrize(
    ("blocks", "leads_to", "path"),
    [
        ([NPS], None, None),
        ([{"id": "code", "type": "coupon", "code": "TEN"}], None, "blocks.0"),
        ([NPS, {"id": "left", "type": "countdown"}], None, "blocks.1"),
        ([NPS, {"id": "call", "type": "button", "action": "event"}], None, "blocks.1.action"),
        ([{"id": "go", "type": "button", "action": "goto:s2"}], None, "next"),
        ([{"id": "go", "type": "button", "action": "goto:s2"}], "s2", None),
        (
            [{"id": "go", "type": "button", "action": "goto:s2"}, {"id": "on", "type": "button", "action": "next"}],
            None,
            None,
        ),
    ],
    ids=[
        "a question",
        "a coupon",
        "a countdown",
        "an event",
        "only a leap",
        "a leap and a next step",
        "a leap and a way on",
    ],
)
def test_a_form_that_would_miss_something_is_not_launched(
    blocks: list[Any], leads_to: str | None, path: str | None
) -> None:
    steps = [{"id": "s1", "blocks": blocks, "next": leads_to}]
    content = {"hosted": True, "variants": {"a": {"format": "popup", "steps": steps}}}
    found = [problem.path for problem in can_be_drawn(content, Site(origins=["https://shop.example"]))]
    assert found == ([f"variants.a.steps.0.{path}"] if path else [])
    assert list(can_be_drawn({**content, "hosted": False}, Site(origins=[]))) == []
