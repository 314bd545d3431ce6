"""The server explains as the browser decides: in the shared cases, and in situations that nobody thought of.

The browser's side is the whole widget, with what it would remember: the same copy of it that a preview runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.cases import cases, each
from tests.support.servers import Storefront, listening_socket, serving
from tests.support.situations import NOW, PURPOSES, in_browser, on_server
from winback import assets
from winback.targeting.explain import explain

Json = dict[str, Any]

ASK = """async ({ config, kept, path, fired, is_open }) => {
    delete window.winback;
    history.replaceState(null, "", path);
    const dialog = document.createElement("dialog");
    document.body.append(dialog);
    if (is_open) dialog.showModal();
    widget.instance(config, kept);
    const [found] = await winback.explain("offer", fired);
    winback("off");
    dialog.remove();
    return found;
}"""


@pytest.fixture(scope="module")
def browser_explains(browser: Browser) -> Iterator[Callable[[Json], Json]]:
    front = Storefront()
    front.pages["/"] = "<!doctype html><title>The shop</title><body></body>"
    context = browser.new_context()
    page = context.new_page()
    with listening_socket() as bound, serving(front, bound) as url:
        page.clock.set_fixed_time(datetime.fromtimestamp(NOW / 1000, UTC))
        page.goto(url)
        load = "async code => { const at = URL.createObjectURL(new Blob([code], { type: 'text/javascript' })); window.widget = await import(at); }"
        page.evaluate(load, assets.widget_file("rehearsal.js").decode())
        yield lambda situation: page.evaluate(ASK, in_browser(situation))
    context.close()


def decided(explanation: Json) -> Json:
    """What both must agree on; `seen` is each side's own."""
    told = [one for one in explanation["checks"] if one["check"] != "place"]  # what only a page can know
    checks = {one["check"]: (one["passes"], one["needs"]) for one in told}
    # without permission a browser remembers nothing, so what it would have remembered decides nothing
    if explanation["failing"] == "consent":
        checks = {"consent": checks["consent"]}
    return {"shows": explanation["shows"], "failing": explanation["failing"], "checks": checks}


def server_explains(situation: Json) -> Json:
    return explain(*on_server(situation)).as_json()


@each(cases("explain"))
def test_on_the_server(row: Json) -> None:
    found = server_explains(row["given"])
    reason = next((one["needs"] for one in found["checks"] if not one["passes"]), None)
    assert (found["failing"], reason) == (row["expect"]["failing"], row["expect"].get("needs"))


@each(cases("explain"))
def test_in_a_browser(row: Json, browser_explains: Callable[[Json], Json]) -> None:
    found = browser_explains(row["given"])
    reason = next((one["needs"] for one in found["checks"] if not one["passes"]), None)
    assert (found["failing"], reason) == (row["expect"]["failing"], row["expect"].get("needs"))


def optional(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=parts)


TRIGGERS = st.sampled_from(["exit_intent", "time", "cart_abandonment", "page_load"])
LEAF = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["cart.value", "cart.count", "trait.plan", "page.path", "consent.purposes"]),
        "op": st.sampled_from(["eq", "ne", "gt", "lte", "contains", "is_set", "is_not_set", "in"]),
        "value": st.sampled_from([0, 1, 50, "gold", "/p/1", "analytics", ["gold", 50]]),
    }
)
RULE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
TIME = st.integers(NOW - 40 * 86_400_000, NOW + 86_400_000)
SITUATION = optional(
    mode=st.sampled_from(["off", "off", "off", "ask", "optout", "exempt"]),
    purposes=st.sampled_from([None, [], ["analytics"], PURPOSES, PURPOSES]),
    path=st.sampled_from(["/", "/p/1", "/checkout", "/checkout/pay"]),
    quiet=st.sampled_from([[], ["/checkout*"], ["/p/?", "/"]]),
    manners=optional(
        gap_minutes=st.sampled_from([0, 5, 60]),
        session=st.integers(0, 6),
        day=st.integers(0, 6),
        days_30=st.integers(0, 12),
    ),
    borne=st.lists(
        st.fixed_dictionaries({"ago": st.integers(0, 60_000), "cost": st.sampled_from([1, 2])}), max_size=5
    ).map(lambda told: sorted(told, key=lambda one: -one["ago"])),
    never=st.sampled_from([None, None, None, NOW - 1000]),
    cart=st.sampled_from([None, {"value": 50, "items": [{"id": "a", "quantity": 2}]}, {"value": 0, "items": []}]),
    traits=st.sampled_from([{}, {"plan": "gold"}, {"plan": 50}]),
    state=optional(
        shown=st.integers(0, 3), session_shown=st.integers(0, 2), last_shown=TIME, closed_at=TIME, later_at=TIME
    ),
    holdout=st.sampled_from([0, 0, 0.5, 1]),
    fired=st.lists(TRIGGERS, max_size=3, unique=True) | st.just(["api"]),
    is_open=st.booleans(),
    campaign=optional(
        kind=st.sampled_from(["message", "survey", "consent"]),
        triggers=st.lists(TRIGGERS, min_size=1, max_size=3).map(lambda names: [{"on": name} for name in names]),
        match=st.sampled_from(["any", "all"]),
        audience=st.none() | RULE,
        schedule=st.sampled_from([{}, {"from": "2026-11-20T12:00:00.001Z"}, {"to": "2026-11-21T00:00:00Z"}]),
        frequency=optional(
            per_session=st.integers(0, 2), max_total=st.integers(0, 3), after_close_days=st.integers(0, 30)
        ),
        formats=st.sampled_from([["popup"], ["bar"], ["popup", "bar"]]),
        arms=st.sampled_from([{"a": 1}, {"control": 0.5, "a": 0.5}, {"control": 0.1, "a": 0.45, "b": 0.45}]),
        coverage=st.sampled_from([1, 0.3]),
    ),
)


@settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(situation=SITUATION)
def test_in_situations_that_nobody_thought_of(situation: Json, browser_explains: Callable[[Json], Json]) -> None:
    assert decided(server_explains(situation)) == decided(browser_explains(situation))
