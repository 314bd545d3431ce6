"""Rule tests: kept with a campaign, run by the API and by `winback check`, and asked before a launch."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.server.api.story import OFFER
from tests.support.cast import Person
from winback.cli_check import check_command
from winback.config import Settings
from winback.models.site import Site

FULL = {"fact": "cart.value", "op": "gte", "value": 50}
TESTS: list[dict[str, Any]] = [
    {"name": "a full cart", "given": {"cart.value": 60}, "when": {"trigger": "exit_intent"}, "then": "shown"},
    {"name": "a small cart", "given": {"cart.value": 49.5}, "then": "not_shown", "because": "audience"},
    {
        "name": "in the checkout",
        "given": {"page.url": "https://shop.example/checkout?step=2", "cart.value": 60},
        "then": "not_shown",
        "because": "page",
    },
    {
        "name": "closed a week ago",
        "given": {"cart.value": 60},
        "when": {"history": {"closed_days": 7, "shown": 1}},
        "then": "not_shown",
        "because": "frequency",
    },
    {"name": "no cart", "then": "not_shown"},
]


def made(alice: Person, shop: Site, tests: list[dict[str, Any]], **parts: Any) -> str:
    body = {
        "id": "saver",
        "name": "Saver",
        "triggers": [{"on": "exit_intent"}],
        "audience": FULL,
        "variants": {"a": OFFER},
        "tests": tests,
        **parts,
    }
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=body)
    assert answer.status_code == 201, answer.json
    return f"/api/v1/sites/{shop.id}/campaigns/saver"


ODD: dict[str, dict[str, Any]] = {
    "a visit of unknown length": {"given": {"session.seconds": None}},
    "the end of the calendar": {"when": {"at": "9999-12-31T23:59:59Z"}},
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_odd_moment_is_decided_on_like_any_other(alice: Person, shop: Site) -> None:
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json={"zone": "Pacific/Kiritimati"}).status_code == 200
    given = {"cart.value": 60}
    tests = [
        {"name": name, "then": "shown", **test, "given": given | test.get("given", {})} for name, test in ODD.items()
    ]
    url = made(alice, shop, tests)
    answer = alice.api.post(f"{url}/check")
    assert answer.status_code == 200
    assert [test["failing"] for test in answer.json["tests"]] == [None] * len(ODD)
    assert alice.api.post(f"{url}/launch").status_code == 200


def test_a_campaign_keeps_its_tests_and_passes_them(alice: Person, shop: Site) -> None:
    url = made(alice, shop, TESTS)
    kept = alice.api.get(url).json["tests"]
    assert kept == [{"given": {}, "when": {}, **test} for test in TESTS]
    answer = alice.api.post(f"{url}/check").json
    assert (answer["passed"], answer["failed"]) == (5, 0), answer
    assert [test["failing"] for test in answer["tests"]] == [None, "audience", "page", "frequency", "audience"]
    assert alice.api.post(f"{url}/launch").status_code == 200


def test_a_test_that_fails_says_what_was_seen_and_what_would_do(alice: Person, shop: Site) -> None:
    wrong = {"name": "a small cart", "given": {"cart.value": 40}, "then": "shown"}
    url = made(alice, shop, [wrong])
    (told,) = alice.api.post(f"{url}/check").json["tests"]
    assert (told["passes"], told["expected"], told["got"], told["failing"]) == (False, "shown", "not_shown", "audience")
    assert told["advice"] == ["cart.value is 40; it must be: gte 50"]
    (audience,) = (check for check in told["checks"] if check["check"] == "audience")
    assert audience == {"check": "audience", "passes": False, "seen": {"cart.value": 40}, "needs": {**FULL, "seen": 40}}


def test_a_campaign_that_breaks_its_tests_is_not_launched(alice: Person, shop: Site) -> None:
    url = made(
        alice, shop, [TESTS[0], {**TESTS[1], "because": "page"}, {**TESTS[0], "name": "hidden", "then": "not_shown"}]
    )
    refused = alice.api.post(f"{url}/launch")
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["tests[1]", "tests[2]"]
    alice.api.patch(url, json={"tests": TESTS})
    assert alice.api.post(f"{url}/launch").status_code == 200


def test_a_test_runs_while_its_campaign_does_unless_it_names_a_time(alice: Person, shop: Site) -> None:
    schedule = {"from": "2027-01-01T00:00:00Z", "to": "2027-02-01T00:00:00Z"}
    tests = [
        TESTS[0],
        {
            **TESTS[0],
            "name": "before",
            "when": {"at": "2026-12-31T23:59:59Z"},
            "then": "not_shown",
            "because": "schedule",
        },
        {
            **TESTS[0],
            "name": "after",
            "when": {"at": "2027-02-01T00:00:00Z"},
            "then": "not_shown",
            "because": "schedule",
        },
    ]
    url = made(alice, shop, tests, schedule=schedule)
    assert alice.api.post(f"{url}/check").json["failed"] == 0


def test_what_follows_from_a_given_fact_is_filled_in(alice: Person, shop: Site) -> None:
    site = {"zone": "Asia/Seoul", "page_groups": [{"name": "products", "paths": ["/p/*"]}]}
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json=site).status_code == 200
    audience = {
        "all": [
            {"fact": "page.group", "op": "contains", "value": "products"},
            {"fact": "page.query.color", "op": "eq", "value": "red"},
            {"fact": "time.weekday", "op": "eq", "value": "sat"},
            {"fact": "time.hour", "op": "lt", "value": 9},
        ]
    }
    given = {"page.url": "https://shop.example/p/1?color=red"}
    tests = [
        {"name": "Saturday morning in Seoul", "given": given, "when": {"at": "2026-11-20T16:00:00Z"}, "then": "shown"},
        {"name": "Saturday noon in Seoul", "given": given, "when": {"at": "2026-11-21T03:00:00Z"}, "then": "not_shown"},
        {"name": "elsewhere", "given": {"page.path": "/"}, "then": "not_shown"},
    ]
    url = made(alice, shop, tests, audience=audience)
    assert alice.api.post(f"{url}/check").json["failed"] == 0


def test_tests_are_no_part_of_what_visitors_get(alice: Person, shop: Site) -> None:
    url = made(alice, shop, TESTS)
    alice.api.post(f"{url}/launch")
    alice.api.patch(url, json={"tests": []})
    changed = alice.api.get(url).json
    assert (changed["has_unpublished_changes"], changed["version"]) == (False, 1)
    assert alice.api.post(f"{url}/launch").json["version"] == 1
    assert b"a full cart" not in alice.api.get(f"/w/{shop.key}.js").data


def test_charlie_cannot_run_alices_tests(alice: Person, shop: Site, charlie: Person) -> None:
    url = made(alice, shop, TESTS)
    assert charlie.api.post(f"{url}/check").status_code == 404


# ---- the command ----


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, settings: Settings, shop: Site) -> Any:
    monkeypatch.setenv("WINBACK_DATA", str(settings.data))
    monkeypatch.setenv("WINBACK_DATABASE_URL", settings.database_url)

    def run(*options: str) -> Result:
        return CliRunner().invoke(check_command, ["--site", shop.key, *options])

    return run


def test_the_command_ends_well_where_all_pass(alice: Person, shop: Site, check: Any) -> None:
    made(alice, shop, TESTS)
    told = check()
    assert (told.exit_code, told.output) == (0, "5 passed, 0 failed, in 1 campaigns.\n")


def test_the_command_names_what_fails_and_ends_with_one(alice: Person, shop: Site, check: Any) -> None:
    made(alice, shop, [*TESTS, {"name": "a guest", "given": {"cart.value": None}, "then": "shown"}])
    told = check("--campaign", "saver")
    assert told.exit_code == 1
    assert told.output.splitlines() == [
        "saver: The test “a guest” expects the message to be shown, but this check fails: audience.",
        "  cart.value is unknown; it must be: gte 50",
        "5 passed, 1 failed, in 1 campaigns.",
    ]


def test_the_command_knows_when_there_is_no_such_campaign(alice: Person, shop: Site, check: Any) -> None:
    told = check("--campaign", "nothing")
    assert told.exit_code == 1
    assert "has no campaign nothing" in told.output


# ---- why, in one situation ----


def explained(alice: Person, url: str, **asked: Any) -> Any:
    answer = alice.api.post(f"{url}/explain", json=asked)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_why_it_would_show_or_not_in_any_one_situation(alice: Person, shop: Site) -> None:
    url = made(alice, shop, [])
    shown = explained(alice, url, given={"cart.value": 60}, when={"trigger": "exit_intent"})
    assert (shown["shows"], shown["failing"], shown["arm"], shown["advice"]) == (True, None, None, [])
    refused = explained(alice, url, given={"cart.value": 60}, when={"trigger": "scroll"})
    assert (refused["failing"], refused["advice"]) == ("trigger", ["The campaign has no such moment: scroll."])
    nobody = alice.api.post(f"{url}/explain")
    assert (nobody.status_code, nobody.json["failing"]) == (200, "audience")
    wrong = alice.api.post(f"{url}/explain", json={"given": {"cart.valu": 1}})
    assert (wrong.status_code, wrong.json["errors"][0]["path"]) == (422, "given")


def test_a_visitor_s_own_arm_is_part_of_it(alice: Person, shop: Site) -> None:
    url = made(alice, shop, [], audience=None)
    visitors = [f"{number:032x}" for number in range(40)]
    arms = {explained(alice, url, visitor=one)["arm"]: explained(alice, url, visitor=one) for one in visitors}
    assert {"a", "control"} <= set(arms)
    assert (arms["a"]["shows"], arms["control"]["shows"], arms["control"]["failing"]) == (True, False, "arm")


MANNERS = {"manners": {"gap_minutes": 30, "session": None, "day": 4, "days_30": None}}


def test_limits_of_all_messages_and_a_visitor_who_wants_none(alice: Person, shop: Site) -> None:
    url = made(alice, shop, [], audience=None)
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json=MANNERS).status_code == 200
    messages = [{"minutes": 20, "format": "bar"}]
    soon = explained(alice, url, when={"history": {"messages": messages}})
    assert soon["failing"] == "fatigue"
    assert next(one["needs"]["limit"] for one in soon["checks"] if one["check"] == "fatigue") == "gap_minutes"
    spent = [{"minutes": 300, "format": "popup"}, {"minutes": 400, "format": "bar"}]
    assert explained(alice, url, when={"history": {"messages": spent}})["failing"] == "fatigue"
    assert explained(alice, url, when={"history": {"messages": spent[1:]}})["shows"]
    assert explained(alice, url, when={"history": {"never": True}})["failing"] == "fatigue"


def test_all_of_its_moments_have_to_come_where_it_says_so(alice: Person, shop: Site) -> None:
    both = [{"on": "exit_intent"}, {"on": "scroll", "percent": 50}]
    url = made(alice, shop, [], audience=None, triggers=both, match="all")
    one = explained(alice, url, when={"trigger": "scroll"})
    assert (one["failing"], one["advice"]) == (
        "trigger",
        ["All of its moments have to come; still missing: exit_intent."],
    )
    assert explained(alice, url, when={"trigger": ["scroll", "exit_intent"]})["shows"]


def test_the_law_where_the_visitor_is_decides(alice: Person, shop: Site) -> None:
    url = made(alice, shop, [], audience=None)
    regions = [{"countries": ["DE"], "mode": "ask"}]
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_regions": regions}).status_code == 200
    refused = {"given": {"consent.purposes": []}}
    assert explained(alice, url, **refused, when={"country": "DE"})["failing"] == "consent"
    assert explained(alice, url, **refused, when={"country": "US"})["shows"]


@pytest.mark.parametrize(
    ("given", "channel"),
    [
        ({"session.source": "google", "session.medium": "cpc"}, "Paid Search"),
        ({"session.referrer": "www.naver.com"}, "Organic Search"),
        ({"page.url": "https://shop.example/?utm_source=news&utm_medium=email"}, "Email"),
        ({"page.url": "https://shop.example/?gclid=1", "page.referrer": "https://www.google.com/"}, "Paid Search"),
        ({"page.url": "https://shop.example/"}, "Direct"),
        # on a later page of the visit nobody can say where it began
        ({"page.url": "https://shop.example/?utm_medium=email", "session.pages": 3}, None),
        # what is told goes before what follows
        ({"session.source": "google", "session.medium": "cpc", "session.channel": "Email"}, "Email"),
    ],
)
def test_the_channel_follows_from_where_the_visit_came_from(
    alice: Person, shop: Site, given: dict[str, Any], channel: str | None
) -> None:
    url = made(alice, shop, [], audience={"fact": "session.channel", "op": "is_set"})
    checks = explained(alice, url, given=given)["checks"]
    assert next(one["seen"] for one in checks if one["check"] == "audience") == {"session.channel": channel}
