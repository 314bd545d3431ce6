"""Sites and their settings: made, changed, and refused at the field that is wrong."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON, TestClock
from winback.models.site import Site


def base(site: Site, path: str) -> str:
    return f"/api/v1/sites/{site.id}/{path}"


def test_alice_makes_a_site_and_gets_its_tag(alice: Person, charlie: Person) -> None:
    made = alice.api.post("/api/v1/sites", json={"name": "Second", "origins": ["HTTPS://Second.example:443/"]})
    assert made.status_code == 201
    site = made.json
    assert site["origins"] == ["https://second.example"]
    assert f"/w/{site['key']}.js" in site["snippet"]
    assert site["install"] == {"is_recent": False, "last_seen_at": None, "seen": []}
    assert alice.api.get(f"/api/v1/sites/{site['id']}").json == site
    assert site["id"] not in [other["id"] for other in charlie.api.get("/api/v1/sites").json["items"]]


ORIGINS = {
    "https://shop.example": "https://shop.example",
    "http://localhost:8001": "http://localhost:8001",
    "http://127.0.0.1:8001": "http://127.0.0.1:8001",
    "http://[::1]:8001": "http://[::1]:8001",
    "https://*.shop.example": "https://*.shop.example",
    "https://*.shop.example:8443": "https://*.shop.example:8443",
    "https://münchen.example": "https://xn--mnchen-3ya.example",
    "https://shop.한국:8443": "https://shop.xn--3e0b707e:8443",
    "https://straße.example": "https://xn--strae-oqa.example",
    "https://shop.example/path": None,
    "https://*.example": None,
    "https://shop.*.example": None,
    "https://*shop.example": None,
    "https://*": None,
    "*": None,
    "null": None,
    "shop.example": None,
    "ftp://shop.example": None,
    "https://user@shop.example": None,
    "https://shop.example:99999": None,
    "https://shop .example": None,
    "https://": None,
}


@pytest.mark.parametrize(("given", "kept"), ORIGINS.items(), ids=ORIGINS)
def test_an_origin_is_kept_in_one_form_or_refused(given: str, kept: str | None) -> None:
    from winback.web.schemas.site import canonical_origin

    assert canonical_origin(given) == kept


def test_settings_change_what_visitors_get(alice: Person, shop: Site, client: FlaskClient) -> None:
    before = client.get(f"/w/{shop.key}.js").data
    change = {
        "name": "The new shop", "origins": ["https://shop.example", "https://*.shop.example"],
        "development_origins": ["https://test.shop.example"], "consent_mode": "optout",
        "zone": "Asia/Seoul", "language": "ko", "controller": "Shop Inc.", "policy_url": "/privacy",
        "page_groups": [{"name": "products", "paths": ["/p/*"]}],
        "page_variables": [{"name": "stock", "from": "selector", "at": "#stock", "kind": "number"}],
        "manners": {"gap_minutes": 5, "session": 4, "day": None, "days_30": None, "search_safe": False},
        "quiet_paths": ["/pay*"], "holdout": {"share": 0.1}, "allows_forced_arms": True, "platform": "woocommerce",
        "decision_share": 0.25, "look": {"accent": "#a5401f", "radius": 0, "scheme": "light"},
        "own_words": {"de": {"close": "Zumachen", "choose_at_most": "Höchstens {max}."}},
    }  # fmt: skip
    changed = alice.api.patch(f"/api/v1/sites/{shop.id}", json=change).json
    assert {key: changed[key] for key in change if key != "holdout"} == {
        k: v for k, v in change.items() if k != "holdout"
    }
    assert changed["holdout"] == {"seed": "holdout:1", "share": 0.1}
    assert alice.api.get(f"/api/v1/sites/{shop.id}").json == changed
    after = client.get(f"/w/{shop.key}.js").data
    assert before != after
    assert b'"share":0.1' in after


@pytest.mark.parametrize(
    ("own_words", "path"),
    [
        ({"de": {"shout": "Hallo"}}, "own_words.de.shout"),
        ({"de": {"close": ""}}, "own_words.de.close"),
        ({"de": {"close": "x" * 201}}, "own_words.de.close"),
        ({"de": {"choose_at_most": "Nicht so viele."}}, "own_words.de.choose_at_most"),
        ({"german": {"close": "Zu"}}, "own_words.german"),
    ],
    ids=["no word of ours", "empty", "too long", "without its number", "no language"],
)
def test_words_that_could_not_be_said_are_refused(alice: Person, shop: Site, own_words: object, path: str) -> None:
    refused = alice.api.patch(f"/api/v1/sites/{shop.id}", json={"own_words": own_words})
    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, path)


def test_another_holdout_opens_an_epoch_of_live_campaigns(alice: Person, shop: Site, clock: TestClock) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    launched = alice.api.get(base(shop, "campaigns/nps")).json
    clock.advance(minutes=1)
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"name": "Same holdout"})
    assert alice.api.get(base(shop, "campaigns/nps")).json == launched
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"holdout": {"share": 0.2}})
    assert len(alice.api.get(base(shop, "campaigns/nps")).json["experiment"]["epochs"]) == 2


def test_a_currency_stays_once_there_are_sales_in_it(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    told.add(visitor(1), "purchase", NOON, value=39000, currency="KRW", transaction_id="1")
    told.send()
    address = f"/api/v1/sites/{shop.id}"
    assert alice.api.patch(address, json={"currency": "KRW"}).json["currency"] == "KRW", "it was a mistake until now"
    told.add(visitor(1), "purchase", NOON, value=1000, currency="KRW", transaction_id="2")
    told.send()
    refused = alice.api.patch(address, json={"currency": "EUR", "name": "Other"})
    assert (refused.status_code, refused.json["reason"]) == (409, "currency_in_use")
    assert refused.json["errors"][0]["path"] == "currency"
    assert alice.api.get(address).json["name"] == "The shop"
    assert alice.api.patch(address, json={"currency": "KRW", "name": "Other"}).json["name"] == "Other"


WRONG_SETTINGS = {
    "an origin that is none": ({"origins": ["https://shop.example", "*"]}, "origins[1]"),
    "an unknown zone": ({"zone": "Mars/Olympus"}, "zone"),
    "an unknown currency": ({"currency": "ABC"}, "currency"),
    "a currency in small letters": ({"currency": "eur"}, "currency"),
    "an unknown consent mode": ({"consent_mode": "never"}, "consent_mode"),
    "a purpose that is needed left out": (
        {"purposes": [{"key": "analytics", "title": {"en": "Statistics"}}]},
        "purposes",
    ),
    "a holdout of more than half": ({"holdout": {"share": 0.6}}, "holdout.share"),
    "a script as the policy": ({"policy_url": "javascript:alert(1)"}, "policy_url"),
    "a quiet path that is no path": ({"quiet_paths": ["checkout"]}, "quiet_paths[0]"),
    "a group without a page": ({"page_groups": [{"name": "products", "paths": []}]}, "page_groups[0].paths"),
    "a group whose page is no path": ({"page_groups": [{"name": "p", "paths": ["p"]}]}, "page_groups[0].paths[0]"),
    "two groups of one name": ({"page_groups": [{"name": "p", "paths": ["/p"]}] * 2}, "page_groups"),
    "a value from nowhere": ({"page_variables": [{"name": "v", "from": "eval", "at": "1"}]}, "page_variables[0].from"),
    "a value without a place": ({"page_variables": [{"name": "v", "from": "js"}]}, "page_variables[0].at"),
    "a value with a dot in its name": (
        {"page_variables": [{"name": "a.b", "from": "js", "at": "a"}]},
        "page_variables[0].name",
    ),
    "the key": ({"key": "wb_other"}, "key"),
}


@pytest.mark.parametrize(("change", "path"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_setting_is_refused_at_its_field(alice: Person, shop: Site, change: dict[str, object], path: str) -> None:
    refused = alice.api.patch(f"/api/v1/sites/{shop.id}", json=change)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]
