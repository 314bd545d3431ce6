"""“Shown or not”, a visitor's trail, and the panel that tries rules out: their numbers are those of the log."""

from __future__ import annotations

import re

import pytest

from tests.server.admin.desk import Desk, sit_down
from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import HOUR
from winback.models import Site

RICH = {"all": [{"fact": "cart.value", "op": "gte", "value": 50}]}


@pytest.fixture
def told(alice: Person, shop: Site, clock: TestClock) -> Told:
    campaign(alice, shop, "offer", {"a": OFFER}, audience=RICH)
    clock.advance(days=3)
    return Told(alice, shop)


@pytest.fixture
def desk(told: Told, alice: Person) -> Desk:
    """alice has signed in since the days went by."""
    return sit_down(alice)


@pytest.fixture
def url(shop: Site) -> str:
    return f"/admin/sites/{shop.id}/campaigns/offer"


def counts(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-check="(\w+)".*?data-visitors>([^<]*)<', page, re.DOTALL))


def test_the_funnel_tells_what_stopped_whom(desk: Desk, told: Told, url: str, shop: Site, clock: TestClock) -> None:
    for number in range(6):
        told.add(visitor(number), "decision", clock() - HOUR, offer="audience", _facts={"cart.value": 40})
    for number in range(6, 8):
        told.add(visitor(number), "decision", clock() - HOUR, offer="frequency", _seen={"offer": "per_session"})
    told.add(visitor(8), "decision", clock() - HOUR, offer="shown")
    told.send()
    page = desk.get(f"{url}/decisions").text
    assert counts(page) == {"audience": "6", "frequency": "2", "shown": "1"}
    assert "Of about 9 visitors, 11.1% saw this message." in page
    assert "Not meant for them (66.7%)" in page and "Every visitor who allowed statistics was looked at: 9" in page
    assert "Value of the cart is at least 50" in page and "At most so many times a visit" in page
    assert f"/admin/sites/{shop.id}/visitors/{visitor(8)}" in page
    assert 'aria-current="page">Shown or not' in page


def test_scaled_numbers_say_so(desk: Desk, told: Told, url: str, clock: TestClock) -> None:
    for number in range(4):
        told.add(visitor(number), "decision", clock() - HOUR, offer="shown", _rate=0.1)
    told.send()
    page = desk.get(f"{url}/decisions").text
    assert counts(page) == {"shown": "40"}
    assert "10.0% of all, chosen by chance" in page and "± 37" in page


def test_an_empty_log_says_what_to_do(desk: Desk, told: Told, url: str, alice: Person, shop: Site) -> None:
    page = desk.get(f"{url}/decisions").text
    assert "Nothing is logged here" in page and f"/admin/sites/{shop.id}/settings#f-decision_share" in page
    assert "Nothing is logged here" in desk.get(f"{url}/replay").text
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"decision_share": 0.5})
    assert "Nothing was noted in these days" in desk.get(f"{url}/decisions").text
    assert "Nothing was noted in the last 14 days" in desk.get(f"{url}/replay").text


def test_a_trail_shows_visits_events_and_decisions(
    desk: Desk, told: Told, shop: Site, clock: TestClock, charlie: Person
) -> None:
    now = clock()
    told.add(visitor(1), "page_view", now - HOUR)
    said = {"offer": "frequency", "gone": "trigger", "_seen": {"offer": "per_session"}, "_facts": {"cart.value": 12.5}}
    told.add(visitor(1), "decision", now - HOUR + 1000, **said)
    told.send()
    path = f"/admin/sites/{shop.id}/visitors/{visitor(1)}"
    page = desk.get(path).text
    assert re.findall(r'data-event="(\w+)"', page) == ["page_view", "decision"] and page.count("data-visit>") == 1
    assert "Had it often enough" in page and "At most so many times a visit" in page and "12.5" in page
    assert sit_down(charlie).get(path).status_code == 404
    assert desk.get(f"/admin/sites/{shop.id}/visitors/{visitor(2)}").status_code == 404
    assert desk.get(f"/admin/sites/{shop.id}/visitors/nonsense").status_code == 404


def test_rules_are_tried_beside_the_launch(
    desk: Desk, told: Told, alice: Person, url: str, shop: Site, clock: TestClock
) -> None:
    for number in range(3):
        told.add(visitor(number), "decision", clock() - HOUR, offer="audience", _facts={"cart.value": 20 + number})
    told.send()
    everyone = {"experiment": {"arms": [{"id": "a", "weight": 1}]}, "triggers": [{"on": "page_load"}]}
    rule = {"all": [{"fact": "cart.value", "op": "gte", "value": 21}]}
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"holdout": {"share": 0}})
    alice.api.patch(f"/api/v1/sites/{shop.id}/campaigns/offer", json={"audience": rule, **everyone})
    assert f"{url}/replay" in desk.get(url).text
    page = desk.get(f"{url}/replay").text
    assert "would have shown this 2 times, to about 2 visitors" in page
    assert "By the rules that are live now it would have been 0 times." in page
    body = {"id": "rival", "name": "Rival", "priority": 9, "variants": {"a": OFFER}, **everyone}
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=body).status_code == 201
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/launch")
    page = desk.get(f"/admin/sites/{shop.id}/campaigns/rival/replay").text
    assert "and one of the two is for everybody" in page and "That campaign has the higher priority" in page


def test_a_page_of_a_trail_that_no_database_can_hold_is_the_latest(
    desk: Desk, told: Told, shop: Site, clock: TestClock
) -> None:
    told.add(visitor(1), "page_view", clock() - HOUR)
    told.send()
    path = f"/admin/sites/{shop.id}/visitors/{visitor(1)}"
    for time in (2**63 - 1, 2**63, -(2**63), 10**30):
        assert desk.get(f"{path}?before={time}.{visitor(1)}").status_code == 200
