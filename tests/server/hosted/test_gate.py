"""What a campaign must be to be launched as a page of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.hosted.forms import NPS, chain
from winback.models import Site
from winback.targeting.gate_content import has_triggers
from winback.targeting.gate_hosted import can_be_drawn, can_be_sent, has_whole_addresses, is_no_notice


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
        ([{"id": "go", "type": "button", "action": "goto:s2"}], None, None),
        ([NPS, {"id": "far", "type": "progress"}], None, None),
    ],
    ids=[
        "a question",
        "a coupon",
        "a countdown",
        "an event",
        "only a leap",
        "how far it has come",
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


def test_what_a_way_back_has_to_carry_is_counted() -> None:
    site = Site(origins=["https://shop.example"])
    back = {"id": "back", "type": "button", "action": "back", "text": {"en": "Back"}}
    steps = chain(15, 1000)
    content = {"hosted": True, "variants": {"a": {"format": "popup", "steps": steps}}}
    assert list(can_be_sent(content, site)) == []
    steps[-1]["blocks"] = [*steps[-1]["blocks"], back]
    assert len(list(can_be_sent(content, site))) == 16


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ({"type": "button", "action": "link", "url": "/sale"}, "url"),
        ({"type": "button", "action": "link", "url": "https://shop.example/sale"}, None),
        ({"type": "button", "action": "link", "url": "mailto:us@shop.example"}, None),
        ({"type": "button", "action": "link", "url": ""}, None),
        ({"type": "text", "rich": {"en": ["Read ", {"bold": [{"link": ["it"], "url": "/terms"}]}]}}, "text.en"),
        ({"type": "text", "rich": {"en": [{"link": ["/it"], "url": "//shop.example/terms"}]}}, None),
        ({"type": "image", "src": "/jar.png"}, "src"),
        ({"type": "image", "picture": "0" * 32, "src": ""}, None),
        ({"type": "single_choice", "options": [{"id": "a", "image": {"src": "a.png"}}]}, "options.0.image.src"),
    ],
    ids=[
        "a button",
        "a whole address",
        "mail",
        "none",
        "a link",
        "another host",
        "a picture",
        "the library's",
        "an answer",
    ],
)
def test_a_path_needs_an_address_that_it_is_of(block: dict[str, Any], path: str | None) -> None:
    steps = [{"id": "s1", "blocks": [{"id": "one", **block}], "next": None}]
    content = {"hosted": True, "variants": {"a": {"format": "popup", "steps": steps}}}
    found = [one.path for one in has_whole_addresses(content, Site(origins=["https://*.shop.example"]))]
    assert found == ([f"variants.a.steps.0.blocks.0.{path}"] if path else [])
    assert list(has_whole_addresses(content, Site(origins=["https://*.shop.example", "https://shop.example"]))) == []
    assert list(has_whole_addresses({**content, "hosted": False}, Site(origins=[]))) == []


def test_a_consent_notice_is_no_page_of_its_own() -> None:
    assert [problem.path for problem in is_no_notice({"hosted": True}, Site())] == ["hosted"]
    assert list(is_no_notice({}, Site())) == []


@pytest.mark.parametrize(("hosted", "found"), [(True, []), (False, ["triggers"])], ids=["a page of its own", "no page"])
def test_only_what_has_no_address_needs_a_moment(hosted: bool, found: list[str]) -> None:
    assert [problem.path for problem in has_triggers({"triggers": [], "hosted": hosted}, Site())] == found
