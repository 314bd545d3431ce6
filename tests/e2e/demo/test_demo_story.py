"""The whole story, with consent: asked, a full cart, turned to leave, a message, an answer, an order. Counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import RunningDemo, move_out, order, running_demo, turn_to_leave


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with running_demo(tmp_path_factory.mktemp("asking") / "data", "--no-history", "--consent", "ask") as running:
        yield running


def arm_numbers(demo: RunningDemo, campaign: str, arm: str) -> dict[str, Any]:
    numbers = next(c for c in demo.post("reports/campaigns", {}) if c["campaign"] == campaign)
    found = next((each for each in numbers["arms"] if each["arm"] == arm), None)
    return found or {"exposed": 0, "shown": 0, "clicked": 0, "answered": 0, "converted": 0, "revenue": 0.0}


def by_hand(rows: list[dict[str, Any]], campaign: str, arm: str) -> dict[str, Any]:
    """The same numbers from nothing but the raw rows. Only what is bought after the exposure counts."""
    of_arm = [r for r in rows if r["name"] == "exposure" and (r["properties"]["campaign"], r["arm"]) == (campaign, arm)]
    ids = {row["id"] for row in of_arm}
    since = {row["visitor"]: row["time"] for row in sorted(of_arm, key=lambda row: row["time"], reverse=True)}

    def who(*names: str) -> int:
        return len({r["visitor"] for r in rows if r["name"] in names and r["properties"].get("exposure") in ids})

    bought = [r for r in rows if r["name"] == "purchase" and r["time"] >= since.get(r["visitor"], "9")]
    return {
        "exposed": len(since),
        "shown": who("impression"),
        "clicked": who("click"),
        "answered": who("answer", "response"),
        "converted": len({row["visitor"] for row in bought}),
        "revenue": sum(row["properties"]["value"] for row in bought),
    }


def visitors(demo: RunningDemo) -> set[str | None]:
    return {row["visitor"] for row in demo.events()}


def fill_basket(page: Page) -> None:
    page.locator(".buy .button").click()
    expect(page.locator(".added")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "yes", "back", "thanks", "score", "send"),
    [
        ("en", "Accept all", "Back to my cart", "Thank you!", "9", "Send"),
        ("ko", "모두 동의", "장바구니로 가기", "고맙습니다!", "10", "보내기"),
    ],
)
def test_one_visitor_is_one_more_in_every_number(
    demo: RunningDemo,
    visitor: Callable[[], Page],
    language: str,
    yes: str,
    back: str,
    thanks: str,
    score: str,
    send: str,
) -> None:
    before = {name: arm_numbers(demo, name, arm) for name, arm in (("cart-saver", "b"), ("nps-bar", "a"))}
    impressions = len(demo.events(name="impression"))
    purchases = len(demo.events(name="purchase"))
    records = len(demo.get("consent/records")["items"])
    answered = demo.post("reports/nps", {"campaign": "nps-bar"})["responses"]

    page = visitor()
    prefix = "/ko" if language == "ko" else ""
    page.goto(f"{demo.shop}{prefix}/products/brushed-tea-bowl?winback_arm=cart-saver:b,nps-bar:a")
    page.get_by_role("button", name=yes).click()
    fill_basket(page)
    turn_to_leave(page, "cart-saver")
    demo.wait_for_events("impression", impressions + 1)
    page.get_by_role("button", name=back).or_(page.get_by_role("link", name=back)).click()
    page.wait_for_url(f"**{prefix}/cart*")
    order(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(thanks)
    demo.wait_for_events("impression", impressions + 2)
    page.get_by_role("radio", name=score, exact=True).click(force=True)
    page.get_by_role("textbox").fill("A bowl that one wants to hold.")
    page.get_by_role("button", name=send).click()

    demo.wait_for_events("purchase", purchases + 1)
    demo.wait_for_events("response", answered + 1)
    rows = demo.events()
    for campaign, arm in (("cart-saver", "b"), ("nps-bar", "a")):
        now = arm_numbers(demo, campaign, arm)
        counted = by_hand(rows, campaign, arm)
        assert {name: now[name] for name in counted} == counted
        assert now["exposed"] == before[campaign]["exposed"] + 1
        assert now["shown"] == before[campaign]["shown"] + 1
    saved, asked = arm_numbers(demo, "cart-saver", "b"), arm_numbers(demo, "nps-bar", "a")
    assert saved["clicked"] == before["cart-saver"]["clicked"] + 1
    assert saved["converted"] == before["cart-saver"]["converted"] + 1
    assert saved["revenue"] == before["cart-saver"]["revenue"] + 72
    assert asked["answered"] == before["nps-bar"]["answered"] + 1
    assert demo.post("reports/nps", {"campaign": "nps-bar"})["responses"] == answered + 1
    assert len(demo.get("consent/records")["items"]) == records + 1


def test_who_refuses_is_remembered_nowhere_but_in_the_proof(demo: RunningDemo, visitor: Callable[[], Page]) -> None:
    known, records = visitors(demo), len(demo.get("consent/records")["items"])
    page = visitor()
    page.goto(f"{demo.shop}/products/brushed-tea-bowl")
    with page.expect_response(lambda answer: "/c/" in answer.url) as proved:
        page.get_by_role("button", name="Refuse all").click()
    assert proved.value.status == 200
    fill_basket(page)
    move_out(page)
    order(page)
    assert len(demo.get("consent/records")["items"]) == records + 1
    assert visitors(demo) == known
    assert page.locator("dialog[open]").count() == 0


def test_the_choice_can_be_changed_from_every_page(demo: RunningDemo, visitor: Callable[[], Page]) -> None:
    page = visitor()
    page.goto(f"{demo.shop}/journal")
    page.get_by_role("button", name="Refuse all").click()
    expect(page.get_by_role("button", name="Refuse all")).to_be_hidden()
    page.get_by_role("button", name="Privacy choices", exact=True).first.click()
    expect(page.get_by_role("button", name="Accept all").or_(page.get_by_role("checkbox").first).first).to_be_visible()


def test_nothing_of_a_visitor_is_counted_twice(demo: RunningDemo) -> None:
    rows = demo.events()
    assert max(Counter(row["id"] for row in rows).values(), default=1) == 1
