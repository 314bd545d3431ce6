"""What a campaign's content may be: one table of faults, each with the field that is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.api.story import NPS, OFFER
from winback.web.schemas.campaign import read_content, slug_of
from winback.web.schemas.content import CONTENT_KEYS
from winback.web.schemas.problems import Malformed


def message(*blocks: dict[str, Any], **step: Any) -> dict[str, Any]:
    return {"variants": {"a": {"format": "popup", "steps": [{"id": "s1", "blocks": list(blocks), **step}]}}}


def button(**parts: Any) -> dict[str, Any]:
    return message({"id": "b", "type": "button", **parts})


def rule_test(**parts: Any) -> dict[str, Any]:
    return {"tests": [{"name": "a full cart", "given": {"cart.value": 60}, "then": "shown", **parts}]}


AT = "variants.a.steps[0]"
FAULTS = {
    "an unknown part": ({"colour": "red"}, "colour"),
    "an unknown trigger": ({"triggers": [{"on": "moon"}]}, "triggers[0].on"),
    "a trigger without its event": ({"triggers": [{"on": "event"}]}, "triggers[0].name"),
    "a percentage above 100": ({"triggers": [{"on": "scroll", "percent": 101}]}, "triggers[0].percent"),
    "seconds in text": ({"triggers": [{"on": "time", "seconds": "5"}]}, "triggers[0].seconds"),
    "seconds with a fraction": ({"triggers": [{"on": "time", "seconds": 5.5}]}, "triggers[0].seconds"),
    "seconds as true": ({"triggers": [{"on": "time", "seconds": True}]}, "triggers[0].seconds"),
    "an audience that is no rule": ({"audience": {"all": [{"fact": "x", "op": "like"}]}}, "audience.all[0].op"),
    "an audience of a fact that there is not": (
        {"audience": {"any": [{"fact": "cart.total", "op": "gte", "value": 5}]}},
        "audience.any[0].fact",
    ),
    "an audience that compares a flag with a number": (
        {"audience": {"not": {"fact": "device.touch", "op": "eq", "value": 1}}},
        "audience.not.value",
    ),
    "in a test, a fact that there is not": (rule_test(given={"cart.total": 5}), "tests[0].given"),
    "in a test, a number for a text": (rule_test(given={"page.path": 5}), "tests[0].given"),
    "in a test, a text for a number": (rule_test(given={"cart.value": "5"}), "tests[0].given"),
    "in a test, a text for a list": (rule_test(given={"cart.items": "tea"}), "tests[0].given"),
    "in a test, an object": (rule_test(given={"trait.plan": {"a": 1}}), "tests[0].given"),
    "in a test, NUL": (rule_test(given={"trait.plan": "a\x00"}), "tests[0].given"),
    "in a test, an unknown end": (rule_test(then="maybe"), "tests[0].then"),
    "in a test, an unknown check": (rule_test(then="not_shown", because="weather"), "tests[0].because"),
    "in a test, a reason for showing": (rule_test(because="audience"), "tests[0].because"),
    "in a test, half a day before time began": (
        rule_test(when={"history": {"closed_days": -0.5}}),
        "tests[0].when.history.closed_days",
    ),
    "in a test, no name": (rule_test(name=""), "tests[0].name"),
    "two tests of one name": ({"tests": [rule_test()["tests"][0]] * 2}, "tests[1].name"),
    "an audience that is a list": ({"audience": []}, "audience"),
    "a time without its zone": ({"schedule": {"from": "2026-05-01T00:00:00"}}, "schedule.from"),
    "an end before the beginning": (
        {"schedule": {"from": "2026-05-02T00:00:00Z", "to": "2026-05-02T00:30:00+01:00"}},
        "schedule.to",
    ),
    "a window of no days": ({"goal": {"window_days": 0}}, "goal.window_days"),
    "a language of no grammar": ({"languages": ["english"]}, "languages[0]"),
    "a language twice": ({"languages": ["en", "ko", "en"]}, "languages[2]"),
    "a weight above one": ({"experiment": {"arms": [{"id": "control", "weight": 1.1}]}}, "experiment.arms[0].weight"),
    "an arm without a variant": ({"experiment": {"arms": [{"id": "b", "weight": 1}]}}, "experiment.arms[0].id"),
    "an arm twice": (
        {"variants": {"a": OFFER}, "experiment": {"arms": [{"id": "a", "weight": 0.5}, {"id": "a", "weight": 0.5}]}},
        "experiment.arms[1].id",
    ),
    "a variant without an arm": (
        {"variants": {"a": OFFER, "b": OFFER}, "experiment": {"arms": [{"id": "a", "weight": 1}]}},
        "variants.b",
    ),
    "a variant named as the control": ({"variants": {"control": OFFER}}, "variants.control"),
    "a variant whose name is a number": ({"variants": {"0": OFFER}}, "variants.0"),
    "a seed with an accent": ({"experiment": {"seed": "é"}}, "experiment.seed"),
    "an unknown format": ({"variants": {"a": {"format": "window"}}}, "variants.a.format"),
    "a colour by name": ({"variants": {"a": {"format": "bar", "theme": {"accent": "red"}}}}, "variants.a.theme.accent"),
    "css in a colour": (
        {"variants": {"a": {"format": "bar", "theme": {"text": "#000000;}"}}}},
        "variants.a.theme.text",
    ),
    "an unknown block": (message({"id": "b", "type": "video"}), f"{AT}.blocks[0].type"),
    "a block without a type": (message({"id": "b"}), f"{AT}.blocks[0].type"),
    "a block without an id": (message({"type": "purposes"}), f"{AT}.blocks[0].id"),
    "a text in a language of no grammar": (
        message({"id": "b", "type": "text", "text": {"en_US": "Hi"}}),
        f"{AT}.blocks[0].text.en_US",
    ),
    "a text that is too long": (
        message({"id": "b", "type": "heading", "text": {"en": "x" * 301}}),
        f"{AT}.blocks[0].text.en",
    ),
    "NUL in a text": (message({"id": "b", "type": "text", "text": {"en": "a\x00"}}), f"{AT}.blocks[0].text.en"),
    "a script as a link": (button(action="link", url="javascript:alert(1)"), f"{AT}.blocks[0].url"),
    "brackets that never close": (button(action="link", url="https://[::1"), f"{AT}.blocks[0].url"),
    "a port that there is not": (button(action="link", url="https://shop.example:99999999/"), f"{AT}.blocks[0].url"),
    "a port in words": (button(action="link", url="https://shop.example:https/"), f"{AT}.blocks[0].url"),
    "a host too long to be one": (button(action="link", url=f"https://{'ü' * 64}.example"), f"{AT}.blocks[0].url"),
    "a sign that would become the end of a name": (
        button(action="link", url="https://ex﹫ample.com"),
        f"{AT}.blocks[0].url",
    ),
    "a picture at a port that there is not": (
        message({"id": "i", "type": "image", "src": "https://shop.example:70000/a.jpg"}),
        f"{AT}.blocks[0].src",
    ),
    "a logo without a picture": (
        {"variants": {"a": {"format": "bar", "theme": {"logo": {"src": ""}}}}},
        "variants.a.theme.logo.src",
    ),
    "a script with capitals as a link": (button(action="link", url="JavaScript:alert(1)"), f"{AT}.blocks[0].url"),
    "a tab inside the scheme": (button(action="link", url="java\tscript:alert(1)"), f"{AT}.blocks[0].url"),
    "data as a link": (button(action="link", url="data:text/html,x"), f"{AT}.blocks[0].url"),
    "another host without a scheme": (button(action="link", url="//evil.example"), f"{AT}.blocks[0].url"),
    "backslashes for slashes": (button(action="link", url="\\\\evil.example"), f"{AT}.blocks[0].url"),
    "a code in the place of a host": (button(action="link", url="https://{code}.example/"), f"{AT}.blocks[0].url"),
    "a code behind a host": (button(action="link", url="https://shop.example{code}"), f"{AT}.blocks[0].url"),
    "a code over plain http": (button(action="link", url="http://shop.example/{code}"), f"{AT}.blocks[0].url"),
    "a code as the whole address": (button(action="link", url="{code}"), f"{AT}.blocks[0].url"),
    "a code in a mail address": (button(action="link", url="mailto:{code}@shop.example"), f"{AT}.blocks[0].url"),
    "an event in capitals": (button(action="event", event="CallMe"), f"{AT}.blocks[0].event"),
    "an event that is an order": (button(action="event", event="purchase"), f"{AT}.blocks[0].event"),
    "an event of our own": (button(action="event", event="exposure"), f"{AT}.blocks[0].event"),
    "an event and then nothing known": (button(action="event", event="x", then="link"), f"{AT}.blocks[0].then"),
    "a mail address as a picture": (
        message({"id": "i", "type": "image", "src": "mailto:a@b.example"}),
        f"{AT}.blocks[0].src",
    ),
    "an unknown action": (button(action="explode"), f"{AT}.blocks[0].action"),
    "a way to no step": (button(action="goto:s9"), f"{AT}.blocks[0].action"),
    "a next step that isn't there": (message(next="s2"), f"{AT}.next"),
    "a line break after an id": (message({"id": "b\n", "type": "text"}), f"{AT}.blocks[0].id"),
    "a block id twice in a variant": (
        message({"id": "b", "type": "text"}, {"id": "b", "type": "heading"}),
        f"{AT}.blocks[1].id",
    ),
    "an option twice": (
        message({"id": "q", "type": "single_choice", "options": [{"id": "x"}, {"id": "x"}]}),
        f"{AT}.blocks[0].options[1].id",
    ),
    "a step twice": (
        {"variants": {"a": {"format": "bar", "steps": [{"id": "s"}, {"id": "s"}]}}},
        "variants.a.steps[1].id",
    ),
    "purposes outside a consent campaign": (message({"id": "p", "type": "purposes"}), f"{AT}.blocks[0].type"),
    "accept outside a consent campaign": (button(action="accept"), f"{AT}.blocks[0].action"),
}


@pytest.mark.parametrize(("parts", "path"), FAULTS.values(), ids=FAULTS)
def test_is_refused_at_its_field(parts: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_content(parts, "message", "offer")
    assert [error["path"] for error in refused.value.errors] == [path]
    assert all(error["message"] for error in refused.value.errors)


@pytest.mark.parametrize(
    "url",
    [
        "/sale",
        "sale.html?a=1#b",
        "#top",
        "?x=1",
        "",
        "https://shop.example/a?b=c",
        "http://shop.example",
        "tel:+49-30-1",
        "/discount/{code}?redirect=/cart",
        "https://shop.example/discount/{code}",
    ],
)
def test_an_address_that_may_be_linked(url: str) -> None:
    content = read_content(button(action="link", url=url), "message", "offer")
    assert content["variants"]["a"]["steps"][0]["blocks"][0]["url"] == url


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://한국.kr/의자?색=흰", "https://xn--3e0b707e.kr/의자?색=흰"),
        ("https://münchen.example:8443#stühle", "https://xn--mnchen-3ya.example:8443#stühle"),
        ("https://shop.한국:8443/", "https://shop.xn--3e0b707e:8443/"),
        ("https://bob:pä@münchen.example", "https://bob:pä@xn--mnchen-3ya.example"),
        ("https://Straße.example", "https://xn--strae-oqa.example"),
        ("https://βόλος.example", "https://xn--nxasmm1c.example"),
        ("https://ΒΌΛΟΣ。example.", "https://xn--nxasmq6b.example."),
    ],
)
def test_an_international_domain_is_kept_as_browsers_name_it(given: str, kept: str) -> None:
    content = read_content(button(action="link", url=given), "message", "offer")
    assert content["variants"]["a"]["steps"][0]["blocks"][0]["url"] == kept


def test_a_button_keeps_the_event_that_it_tells_of_and_no_other() -> None:
    def kept(**parts: Any) -> dict[str, Any]:
        read = read_content(button(**parts), "message", "offer")
        block: dict[str, Any] = read["variants"]["a"]["steps"][0]["blocks"][0]
        return {name: block[name] for name in ("event", "then") if name in block}

    assert kept(action="event", event="call_me", then="stay") == {"event": "call_me", "then": "stay"}
    assert kept(action="event") == {"event": "", "then": "close"}
    assert kept(action="close", event="call_me", then="stay") == {}


def test_all_faults_are_told_at_once() -> None:
    parts = {"triggers": [{"on": "moon"}], "priority": 1, "variants": {"a": {"format": "window"}}}
    with pytest.raises(Malformed) as refused:
        read_content(parts, "message", "offer")
    assert {error["path"] for error in refused.value.errors} == {"triggers[0].on", "priority", "variants.a.format"}


def test_a_draft_may_be_incomplete() -> None:
    content = read_content({"variants": {"a": {"format": "popup"}}}, "survey", "offer", "ko")
    assert tuple(content) == CONTENT_KEYS
    assert content["languages"] == ["ko"]
    assert content["triggers"] == []
    assert content["variants"]["a"]["steps"] == []


def test_reading_what_was_read_changes_nothing() -> None:
    content = read_content({"variants": {"a": NPS, "b": OFFER}}, "survey", "offer")
    assert read_content(content, "survey", "offer") == content


def test_times_are_kept_in_utc() -> None:
    content = read_content({"schedule": {"from": "2026-05-01T02:00:00+02:00"}}, "message", "offer")
    assert content["schedule"]["from"] == "2026-05-01T00:00:00.000Z"


def test_a_consent_campaign_has_no_control() -> None:
    blocks = [{"id": "p", "type": "purposes"}, {"id": "b", "type": "button", "action": "refuse"}]
    content = read_content(message(*blocks), "consent", "banner")
    assert content["experiment"]["arms"] == [{"id": "a", "weight": 1.0}]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cart saver", "cart-saver"),
        ("Été 2026!", "ete-2026"),
        ("장바구니", "campaign"),
        ("--", "campaign"),
        ("a" * 99, "a" * 54),
    ],
)
def test_an_id_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
