"""The launch gate: what keeps a campaign from visitors, and at which field it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.admin.filled_in import SITE, content, site
from winback.models import Site
from winback.targeting.contrast import contrast
from winback.targeting.gate import problems

Change = Callable[[dict[str, Any]], object]


def blocks(made: dict[str, Any], step: int = 0, variant: str = "a") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made["variants"][variant]["steps"][step]["blocks"]
    return found


def paths(made: dict[str, Any], kind: str = "message", site: Site = SITE) -> list[str]:
    return [problem.path for problem in problems(made, kind, site, 0)]


def test_a_name_that_the_site_does_not_know_is_found_at_its_place() -> None:
    made = content("cart_saver")
    made["audience"] = {
        "all": [
            {"fact": "page.group", "op": "in", "value": ["products", "tea"]},
            {"not": {"fact": "page.var.stock", "op": "lt", "value": 3}},
            {"fact": "page.group", "op": "is_set"},
        ]
    }
    assert paths(made) == ["audience.all.0.value", "audience.all.1.not.fact"]
    named = site(
        page_groups=[{"name": name, "paths": ["/p/*"]} for name in ("products", "tea")],
        page_variables=[{"name": "stock", "from": "js", "at": "stock", "kind": "number"}],
    )
    assert paths(made, site=named) == []


MESSAGES: dict[str, tuple[str, Change, str]] = {
    "no trigger": ("exit_offer", lambda c: c["triggers"].clear(), "triggers"),
    "no language": ("exit_offer", lambda c: c["languages"].clear(), "languages"),
    "no variant": ("exit_offer", lambda c: c["variants"].clear(), "variants"),
    "no step": ("nps_bar", lambda c: c["variants"]["a"]["steps"].clear(), "variants.a.steps"),
    "an empty step": ("exit_offer", lambda c: blocks(c).clear(), "variants.a.steps.0.blocks"),
    "a language without text": (
        "exit_offer",
        lambda c: blocks(c)[0]["text"].pop("ko"),
        "variants.a.steps.0.blocks.0.text.ko",
    ),
    "a text of blanks": (
        "exit_offer",
        lambda c: blocks(c)[0]["text"].update(en="  "),
        "variants.a.steps.0.blocks.0.text.en",
    ),
    "an audience of a fact that there is not": (
        "cart_saver",
        lambda c: c.update(audience={"not": {"fact": "cart.total", "op": "gte", "value": 5}}),
        "audience.not.fact",
    ),
    "a pattern that was kept before it was checked": (
        "cart_saver",
        lambda c: c.update(audience={"fact": "page.path", "op": "matches", "value": "(a+)+{2}"}),
        "audience.value",
    ),
    "an optional text in one language": (
        "newsletter",
        lambda c: blocks(c)[2]["placeholder"].pop("ko"),
        "variants.a.steps.0.blocks.2.placeholder.ko",
    ),
    "a coupon without a code": (
        "exit_offer",
        lambda c: blocks(c)[2].update(code=" "),
        "variants.a.steps.0.blocks.2.code",
    ),
    "a coupon that lost its code": (
        "exit_offer",
        lambda c: blocks(c)[2].pop("code"),
        "variants.a.steps.0.blocks.2.code",
    ),
    "a second coupon with another code": (
        "exit_offer",
        lambda c: blocks(c).append({**blocks(c)[2], "id": "other", "code": "SAVE20"}),
        "variants.a.steps.0.blocks.5.code",
    ),
    "a button that leads nowhere": (
        "cart_saver",
        lambda c: blocks(c)[3].update(url=""),
        "variants.a.steps.0.blocks.3.url",
    ),
    "a link in a text that leads nowhere": (
        "exit_offer",
        lambda c: blocks(c)[1].update(rich={"en": ["See ", {"bold": [{"link": ["our chairs"], "url": ""}]}]}),
        "variants.a.steps.0.blocks.1.text.en",
    ),
    "a step that is not there": (
        "nps_bar",
        lambda c: c["variants"]["a"]["steps"][0].update(next="gone"),
        "variants.a.steps.0.next",
    ),
    "a jump to nowhere": (
        "nps_bar",
        lambda c: blocks(c, 1)[2].update(action="goto:gone"),
        "variants.a.steps.1.blocks.2.action",
    ),
    "a choice of one": (
        "exit_feedback",
        lambda c: c and blocks(c)[0].update(options=blocks(c)[0]["options"][:1]),
        "variants.a.steps.0.blocks.0.options",
    ),
    "an answer without words": (
        "exit_feedback",
        lambda c: blocks(c)[0]["options"][2]["text"].update(ko=""),
        "variants.a.steps.0.blocks.0.options.2.text.ko",
    ),
    "an address without consent": (
        "newsletter",
        lambda c: blocks(c)[2].update(consent_text={}),
        "variants.a.steps.0.blocks.2.consent_text.en",
    ),
    "a hidden field of nothing": (
        "exit_feedback",
        lambda c: blocks(c).append({"id": "h", "type": "hidden", "source": "url", "name": ""}),
        "variants.a.steps.0.blocks.2.name",
    ),
    "a hidden field of a value that the site does not name": (
        "exit_feedback",
        lambda c: blocks(c).append({"id": "h", "type": "hidden", "source": "variable", "name": "plan"}),
        "variants.a.steps.0.blocks.2.name",
    ),
    "a hidden field where nothing is asked": (
        "exit_offer",
        lambda c: blocks(c).append({"id": "h", "type": "hidden", "source": "url", "name": "utm_campaign"}),
        "variants.a.steps.0.blocks.5",
    ),
    "an event without a name": (
        "exit_feedback",
        lambda c: blocks(c)[-1].update(action="event", event="", then="next"),
        "variants.a.steps.0.blocks.1.event",
    ),
    "a code that no coupon has revealed": (
        "cart_saver",
        lambda c: blocks(c)[3].update(url="/discount/{code}"),
        "variants.a.steps.0.blocks.3.url",
    ),
    "a question without a button": ("exit_feedback", lambda c: blocks(c).pop(), "variants.a.steps.0.blocks"),
    "pale text": ("exit_offer", lambda c: c["variants"]["b"]["theme"].update(text="#999999"), "variants.b.theme.text"),
    "shares of 90 %": ("exit_offer", lambda c: c["experiment"]["arms"][0].update(weight=0), "experiment.arms"),
    "a negative share": (
        "exit_offer",
        lambda c: c["experiment"]["arms"][0].update(weight=-0.1),
        "experiment.arms.0.weight",
    ),
    "an arm without a variant": ("exit_offer", lambda c: c["variants"].pop("b"), "experiment.arms.2.id"),
    "a variant without an arm": ("nps_bar", lambda c: c["variants"].update(b=c["variants"]["a"]), "variants.b"),
    "an arm twice": (
        "exit_offer",
        lambda c: c["experiment"]["arms"].append({"id": "a", "weight": 0}),
        "experiment.arms.3.id",
    ),
    "everybody in the control": (
        "exit_offer",
        lambda c: c["experiment"].update(
            arms=[{"id": "control", "weight": 1}, *({"id": v, "weight": 0} for v in "ab")]
        ),
        "experiment.arms",
    ),
}


@pytest.mark.parametrize(("template_id", "spoil", "path"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_is_held_back_for(template_id: str, spoil: Change, path: str) -> None:
    made = content(template_id)
    spoil(made)
    assert path in paths(made)


def test_a_picture_needs_an_address_and_words() -> None:
    made = content("exit_offer")
    blocks(made).append({"id": "picture", "type": "image", "src": "", "alt": {"en": "A fern"}})
    assert paths(made) == ["variants.a.steps.0.blocks.5.alt.ko", "variants.a.steps.0.blocks.5.src"]


def test_a_step_has_one_picture_at_its_edge() -> None:
    made = content("exit_offer")
    art = next(block for block in blocks(made) if block.get("place"))
    blocks(made).append({**art, "id": "another", "place": "above"})
    assert paths(made) == ["variants.a.steps.0.blocks.5.place"]
    del blocks(made)[-1]["place"]
    assert paths(made) == []


@pytest.mark.parametrize(("veil", "found"), [(None, []), (70, []), (30, ["variants.a.steps.0.blocks.4.veil"])])
def test_words_over_a_picture_are_judged_with_its_veil(veil: int | None, found: list[str]) -> None:
    made = content("age_notice")
    art = next(block for block in blocks(made) if block.get("place"))
    assert art["place"] == "behind"
    made["variants"]["a"]["steps"][0]["blocks"][-1]["veil"] = veil
    assert paths(made) == found


def test_what_tells_of_an_event_and_goes_on_sends_an_answer() -> None:
    made = content("exit_feedback")
    send = next(block for block in blocks(made) if block.get("action") == "next")
    send.update(action="event", event="asked", then="next")
    assert paths(made) == []
    send.update(then="stay")
    assert paths(made) == ["variants.a.steps.0.blocks"]


def test_a_code_goes_into_an_address_below_its_coupon_or_in_a_later_step() -> None:
    link = {"id": "use", "type": "button", "text": {"en": "x", "ko": "x"}, "action": "link", "url": "/d/{code}"}
    made = content("exit_offer")
    blocks(made).append(link)
    assert paths(made) == []
    coupon = next(block for block in blocks(made) if block["type"] == "coupon")
    later = {"id": "later", "blocks": [coupon], "next": None}
    made["variants"]["a"]["steps"] = [{**made["variants"]["a"]["steps"][0], "blocks": [link]}, later]
    assert paths(made) == ["variants.a.steps.0.blocks.0.url"]


def test_a_site_without_an_address_would_record_nothing() -> None:
    assert paths(content("exit_offer"), site=site(origins=[])) == ["site.origins"]


def test_the_score_alone_sends_itself() -> None:
    made = content("nps_bar")
    assert [block["type"] for block in blocks(made)] == ["nps"]
    assert paths(made, "survey") == []


CONSENT: dict[str, tuple[Change, Site, str]] = {
    "no way to refuse": (lambda c: blocks(c).pop(3), SITE, "variants.a.steps.0.blocks"),
    "no way to accept": (lambda c: blocks(c).pop(2), SITE, "variants.a.steps.0.blocks"),
    "a refusal that is a mere link": (
        lambda c: blocks(c)[3].update(style="link"),
        SITE,
        "variants.a.steps.0.blocks.3.style",
    ),
    "a refusal that is paler": (
        lambda c: blocks(c)[3].update(style="secondary"),
        SITE,
        "variants.a.steps.0.blocks.3.style",
    ),
    "no way to choose": (lambda c: blocks(c, 1).pop(1), SITE, "variants.a.steps"),
    "a choice that can't be saved": (lambda c: blocks(c, 1).pop(2), SITE, "variants.a.steps"),
    "a purpose selected in the message": (
        lambda c: blocks(c, 1)[1].update(preselected=True),
        SITE,
        "variants.a.steps.1.blocks.1",
    ),
    "a purpose selected in the settings": (
        lambda c: None,
        site(purposes=[{"key": "analytics", "default": True}]),
        "site.purposes.0",
    ),
    "no link to the policy": (lambda c: blocks(c).pop(5), SITE, "variants.a.steps.0.blocks"),
    "no policy": (lambda c: None, site(policy_url=""), "site.policy_url"),
    "nobody who asks": (lambda c: None, site(controller=" "), "site.controller"),
    "no purpose": (lambda c: None, site(purposes=[]), "site.purposes"),
    "a site that does not ask": (lambda c: None, site(consent_mode="off"), "site.consent_mode"),
}


@pytest.mark.parametrize(("spoil", "owner", "path"), CONSENT.values(), ids=CONSENT)
def test_a_consent_banner_is_held_back_for(spoil: Change, owner: Site, path: str) -> None:
    made = content("consent_banner")
    spoil(made)
    assert path in paths(made, "consent", owner)


def test_refusing_may_be_more_prominent_than_accepting() -> None:
    made = content("consent_banner")
    blocks(made)[2]["style"] = "secondary"
    assert paths(made, "consent") == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#fff", 4.54), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_a_colour_that_visitors_do_not_get_keeps_nothing_back() -> None:
    made = content("nps_bar")
    made["variants"]["a"]["theme"]["text"] = "#ffffff"
    del made["variants"]["a"]["theme"]["background"]
    assert paths(made, "survey") == []


def test_what_is_no_colour_has_no_contrast() -> None:
    assert contrast("red", "#ffffff") is None


@pytest.mark.parametrize(
    ("match", "least", "found"),
    [("all", 60, ["triggers.0.min_score"]), ("any", 60, []), ("all", 0, []), ("all", None, [])],
    ids=["all, and sure", "any, and sure", "all, and measured", "all"],
)
def test_where_all_moments_have_to_come_none_asks_for_a_score(match: str, least: int | None, found: list[str]) -> None:
    made = content("exit_offer")
    made["triggers"] = [{"on": "exit_intent", "min_score": least}, {"on": "scroll", "percent": 50}]
    made["match"] = match
    assert [path for path in paths(made) if path.startswith("triggers")] == found
