"""Campaigns by the API: made, changed, launched, paused, put away."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.server.admin.desk import sit_down
from tests.server.api.story import OFFER, campaign
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Campaign
from winback.models.site import Site
from winback.targeting.templates import TEMPLATES


def url(site: Site, rest: str = "") -> str:
    return f"/api/v1/sites/{site.id}/campaigns{rest}"


def test_alice_makes_a_campaign_from_nothing_but_a_name(alice: Person, shop: Site) -> None:
    made = alice.api.post(url(shop), json={"name": "Été 2026!"})
    assert made.status_code == 201
    assert made.json["id"] == "ete-2026"
    assert made.json["status"] == "draft"
    assert made.json["experiment"]["seed"] == "ete-2026"
    assert made.json["created_at"] == "2026-11-20T12:00:00.000Z"
    assert made.json["launched_at"] is None
    assert alice.api.get(url(shop, "/ete-2026")).json == made.json


def test_names_without_latin_letters_get_numbered_ids(alice: Person, shop: Site) -> None:
    ids = [alice.api.post(url(shop), json={"name": "장바구니"}).json["id"] for _ in range(3)]
    assert ids == ["campaign", "campaign-2", "campaign-3"]


def test_an_id_is_taken_once_a_site(alice: Person, shop: Site, charlie: Person, elsewhere: Site) -> None:
    assert alice.api.post(url(shop), json={"name": "A", "id": "a"}).status_code == 201
    assert alice.api.post(url(shop), json={"name": "A", "id": "a"}).status_code == 409
    assert charlie.api.post(url(elsewhere), json={"name": "A", "id": "a"}).status_code == 201


def test_a_campaign_is_found_in_its_own_site_only(alice: Person, shop: Site) -> None:
    second = alice.api.post("/api/v1/sites", json={"name": "Second"}).json["id"]
    alice.api.post(url(shop), json={"name": "A", "id": "a"})
    assert alice.api.get(url(shop, "/a")).status_code == 200
    assert alice.api.get(f"/api/v1/sites/{second}/campaigns/a").status_code == 404
    assert alice.api.post(f"/api/v1/sites/{second}/campaigns/a/archive").status_code == 404


def test_variants_without_arms_get_a_control_and_equal_shares(alice: Person, shop: Site) -> None:
    made = alice.api.post(url(shop), json={"name": "A", "variants": {"a": OFFER, "b": OFFER}}).json
    arms = {arm["id"]: arm["weight"] for arm in made["experiment"]["arms"]}
    assert arms == {"control": 0.1, "a": pytest.approx(0.45), "b": pytest.approx(0.45)}


def test_every_template_makes_a_campaign(alice: Person, shop: Site) -> None:
    templates = alice.api.get("/api/v1/templates").json["items"]
    assert [one["id"] for one in templates] == [chosen.id for chosen in TEMPLATES]
    assert templates[0]["moment"] == "welcome" and templates[0]["needs"] == ["code"]
    for template in templates:
        made = alice.api.post(url(shop), json={"name": template["name"], "template": template["id"]})
        assert made.status_code == 201, (template, made.json)
        assert made.json["kind"] == template["kind"]
        assert made.json["variants"]


def test_launch_shows_and_pause_takes_away(alice: Person, shop: Site, client: FlaskClient) -> None:
    launched = campaign(alice, shop, "offer", {"a": OFFER})
    assert launched["status"] == "live"
    assert launched["version"] == 1
    assert launched["experiment"]["epochs"][0]["id"] == 1
    assert b'"offer"' in client.get(f"/w/{shop.key}.js").data
    paused = alice.api.post(url(shop, "/offer/pause"))
    assert paused.json["status"] == "paused"
    assert client.get(f"/w/{shop.key}/live").json == {"off": ["offer"]}
    assert b'"offer"' not in client.get(f"/w/{shop.key}.js").data


def test_a_campaign_that_is_not_ready_says_why_at_the_field(alice: Person, shop: Site) -> None:
    step = {"id": "s1", "blocks": [{"id": "h", "type": "heading", "text": {"en": ""}}]}
    alice.api.post(url(shop), json={"name": "A", "id": "a", "variants": {"a": {"format": "popup", "steps": [step]}}})
    refused = alice.api.post(url(shop, "/a/launch"))
    assert refused.status_code == 422
    assert refused.json["reason"] == "not_ready"
    paths = [error["path"] for error in refused.json["errors"]]
    assert "triggers" in paths
    assert "variants.a.steps[0].blocks[0].text.en" in paths
    assert alice.api.get(url(shop, "/a")).json["status"] == "draft"


def test_a_change_reaches_visitors_only_by_the_next_launch(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    changed = alice.api.patch(url(shop, "/offer"), json={"name": "Better offer", "languages": ["en", "ko"]})
    assert changed.json["name"] == "Better offer"
    assert changed.json["has_unpublished_changes"] is True
    assert changed.json["version"] == 1
    assert changed.json["variants"] == alice.api.get(url(shop, "/offer")).json["variants"]


def test_a_change_that_does_not_fit_the_rest_is_refused_whole(alice: Person, shop: Site) -> None:
    made = alice.api.post(url(shop), json={"name": "A", "id": "a", "variants": {"a": OFFER}}).json
    refused = alice.api.patch(url(shop, "/a"), json={"name": "B", "variants": {"b": OFFER}})
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["experiment.arms[1].id", "variants.b"]
    assert alice.api.get(url(shop, "/a")).json == made


def test_another_priority_holds_at_once(alice: Person, shop: Site, client: FlaskClient) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    assert b'"priority":50' in client.get(f"/w/{shop.key}.js").data
    assert alice.api.patch(url(shop, "/offer"), json={"priority": 70}).json["priority"] == 70
    assert b'"priority":70' in client.get(f"/w/{shop.key}.js").data


def test_a_stored_text_in_a_language_that_no_browser_takes_stays_and_no_other_comes(
    alice: Person, shop: Site, db: Database, client: FlaskClient
) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    with db.writing() as session:
        stored = session.scalars(sa.select(Campaign)).one()
        stored.content = json.loads(json.dumps(stored.content).replace('"Stay"', '"Stay", "de-12": "Bleib"'))
    read = alice.api.get(url(shop, "/offer")).json
    desk, path = sit_down(alice), f"/admin/sites/{shop.id}/campaigns/offer"
    assert b"de-12" in desk.get(path).data
    assert desk.save(path, {"name": "Edited", "variants": read["variants"]}).status_code == 200
    newly = json.loads(json.dumps(read["variants"]).replace("de-12", "de-13"))
    assert "A language such as en" in desk.save(path, {"variants": newly}).text
    assert alice.api.patch(url(shop, "/offer"), json={"name": "Renamed"}).status_code == 200
    assert alice.api.post(url(shop, "/offer/launch")).json["version"] == 2
    assert b"Bleib" in client.get(f"/w/{shop.key}.js").data
    refused = alice.api.patch(url(shop, "/offer"), json={"variants": read["variants"]})
    assert refused.status_code == 422
    assert refused.json["errors"] == [
        {"path": "variants.a.steps[0].blocks[0].text.de-12", "message": "A language such as en, ko or pt-BR."}
    ]


def test_what_was_read_can_be_sent_back(alice: Person, shop: Site) -> None:
    made = alice.api.post(url(shop), json={"name": "A", "variants": {"a": OFFER}}).json
    assert alice.api.patch(url(shop, "/a"), json=made).json == made
    launched = campaign(alice, shop, "offer", {"a": OFFER})
    assert alice.api.patch(url(shop, "/offer"), json=launched).json == {
        key: value for key, value in launched.items() if key != "warnings"
    }
    refused = alice.api.patch(url(shop, "/a"), json={"status": "live", "version": 3, "name": "B"})
    assert [error["path"] for error in refused.json["errors"]] == ["status", "version"]
    assert alice.api.get(url(shop, "/a")).json["name"] == "A"


def test_a_launch_says_of_a_step_that_nobody_comes_to_it(alice: Person, shop: Site) -> None:
    lost = {"id": "lost", "blocks": OFFER["steps"][0]["blocks"], "next": None}
    lost = {**lost, "blocks": [{**block, "id": f"{block['id']}2"} for block in lost["blocks"]]}
    launched = campaign(alice, shop, "offer", {"a": {**OFFER, "steps": [*OFFER["steps"], lost]}})
    assert launched["status"] == "live"
    assert [warning["path"] for warning in launched["warnings"]] == ["variants.a.steps[1]"]


def test_a_copy_is_a_draft_with_a_seed_of_its_own(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    copy = alice.api.post(url(shop, "/offer/duplicate"), json={"name": "Offer again"}).json
    assert (copy["status"], copy["version"], copy["name"]) == ("draft", 0, "Offer again")
    assert copy["id"] == copy["experiment"]["seed"] != "offer"
    assert alice.api.post(url(shop, "/offer/duplicate")).status_code == 201


def test_an_archived_campaign_is_listed_as_such(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    alice.api.post(url(shop), json={"name": "Draft"})
    assert alice.api.post(url(shop, "/offer/archive")).json["status"] == "archived"
    assert alice.api.post(url(shop, "/offer/pause")).status_code == 409
    listed = alice.api.get(url(shop) + "?status=archived").json
    assert [one["id"] for one in listed["items"]] == ["offer"]


def test_a_list_comes_in_pages(alice: Person, shop: Site) -> None:
    for number in range(5):
        alice.api.post(url(shop), json={"name": f"Campaign {number}"})
    seen, cursor = [], None
    while True:
        page = alice.api.get(url(shop), query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [one["id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
        assert len(page["items"]) == 2
    assert seen == [f"campaign-{number}" for number in range(5)]


def test_the_short_address_means_the_site_of_the_query_or_the_only_one(
    alice: Person, shop: Site, elsewhere: Site
) -> None:
    alice.api.post(url(shop), json={"name": "A"})
    assert alice.api.get("/api/v1/campaigns").json == alice.api.get(url(shop)).json
    assert alice.api.get(f"/api/v1/campaigns?site={shop.id}").json == alice.api.get(url(shop)).json
    assert alice.api.get(f"/api/v1/campaigns?site={elsewhere.id}").status_code == 404
    alice.api.post("/api/v1/sites", json={"name": "Another"})
    unclear = alice.api.get("/api/v1/campaigns")
    assert (unclear.status_code, unclear.json["errors"][0]["path"]) == (422, "site")


def test_the_contracts_own_example_is_taken(alice: Person, shop: Site) -> None:
    step = {
        "id": "s1",
        "blocks": [
            {"id": "h", "type": "heading", "text": {"en": "Leaving so soon?", "ko": "벌써 가시나요?"}},
            {"id": "b1", "type": "button", "text": {"en": "Go on"}, "action": "next"},
        ],
        "logic": [],
    }
    example = {
        "id": "cart-saver", "name": "Cart saver", "kind": "message", "status": "draft", "priority": 50,
        "triggers": [{"on": "exit_intent"}, {"on": "inactivity", "seconds": 60}],
        "audience": {"all": [
            {"fact": "cart.value", "op": "gte", "value": 50},
            {"not": {"fact": "page.path", "op": "starts_with", "value": "/checkout"}},
        ]},
        "schedule": {"from": None, "to": None, "hours": None},
        "frequency": {"per_session": 1, "after_close_days": 30, "after_conversion_days": 365},
        "goal": {"event": "purchase", "window_days": 7}, "languages": ["en", "ko"],
        "experiment": {
            "hash_version": 2, "hash_attribute": "visitor", "seed": "cart-saver", "coverage": 1, "mode": "open",
            "arms": [{"id": "control", "weight": 0.1}, {"id": "a", "weight": 0.45}, {"id": "b", "weight": 0.45}],
            "epochs": [{"id": 1, "since": "2026-11-20T12:00:00Z", "weights": [0.1, 0.45, 0.45]}],
        },
        "variants": {name: {"format": "popup", "theme": {}, "steps": [step]} for name in "ab"},
    }  # fmt: skip
    made = alice.api.post(url(shop), json=example)
    assert made.status_code == 201, made.json
    assert made.json["experiment"]["epochs"] == []
