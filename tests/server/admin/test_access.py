"""Every address of the admin, taken from the app itself: a page that is added later is held to the same."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.server.admin.desk import Desk, sit_down
from tests.support.cast import Person
from winback.models import Campaign, Site
from winback.web.admin.guard import OPEN_TO_ALL

VALUES = {
    "slug": "cart-saver",
    "exposure": uuid.uuid4(),
    "record_id": uuid.uuid4(),
    "visitor": uuid.uuid4().hex,
    "token_id": 1,
    "version": "v",
    "name": "icon.svg",  # of a file of ours; of a picture it is none
    "rest": "nowhere",
}


def routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]


def address(app: Flask, rule: Rule, site_id: int) -> str:
    values = {**VALUES, "site_id": site_id}
    with app.test_request_context():
        return rule.build({name: values[name] for name in rule.arguments})[1]  # type: ignore[index]


def unsafe(rule: Rule) -> bool:
    return bool((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})


def test_charlie_finds_nothing_of_alices_site(app: Flask, charlie: Person, shop: Site, campaign: Campaign) -> None:
    desk = sit_down(charlie)
    found = {}
    for rule in routes(app):
        if "site_id" in rule.arguments:
            path = address(app, rule, shop.id)
            answer = desk.send(path) if unsafe(rule) else desk.get(path)
            found[f"{rule.methods} {rule.rule}"] = answer.status_code
    assert len(found) > 20
    assert {what: status for what, status in found.items() if status != 404} == {}


def test_charlie_is_told_no_more_than_of_a_site_that_does_not_exist(charlie: Person, shop: Site) -> None:
    desk = sit_down(charlie)
    theirs = desk.get(f"/admin/sites/{shop.id}/campaigns").text
    assert theirs.replace(f"/{shop.id}/", "/99/") == desk.get("/admin/sites/99/campaigns").text


def test_bob_works_on_alices_site(bob: Person, shop: Site) -> None:
    assert sit_down(bob).get(f"/admin/sites/{shop.id}/campaigns").status_code == 200


def test_nobody_gets_anywhere_without_signing_in(app: Flask, client: FlaskClient, shop: Site) -> None:
    for rule in routes(app):
        if rule.endpoint in OPEN_TO_ALL or unsafe(rule):
            continue
        answer = client.get(address(app, rule, shop.id))
        assert answer.status_code == 303, rule.rule
        assert answer.location.startswith("/admin/login"), rule.rule


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": "wrong"},
        {"X-CSRF-Token": "RIGHT", "Origin": "https://evil.example"},
        {"X-CSRF-Token": "RIGHT", "Origin": "null"},
        {"X-CSRF-Token": "RIGHT", "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "RIGHT", "Sec-Fetch-Site": "same-site"},
    ],
    ids=["no token", "a wrong token", "another origin", "a null origin", "another site", "a neighbour's host"],
)
def test_nothing_is_changed_by_a_page_that_is_not_ours(
    app: Flask, desk: Desk, shop: Site, campaign: Campaign, headers: dict[str, str]
) -> None:
    sent = {name: desk.csrf if value == "RIGHT" else value for name, value in headers.items()}
    changing = [rule for rule in routes(app) if unsafe(rule)]
    assert len(changing) >= 10
    for rule in changing:
        answer = desk.client.post(address(app, rule, shop.id), headers=sent)
        assert answer.status_code == 403, rule.rule


def test_our_own_page_may(desk: Desk, settings) -> None:  # type: ignore[no-untyped-def]
    headers = {"X-CSRF-Token": desk.csrf, "Origin": settings.url, "Sec-Fetch-Site": "same-origin"}
    answer = desk.client.post("/admin/tokens", data={"name": "mine"}, headers=headers)
    assert answer.status_code == 201


def test_every_answer_tells_the_browser_to_run_nothing_but_our_files(
    app: Flask, desk: Desk, shop: Site, campaign: Campaign
) -> None:
    for rule in routes(app):
        if unsafe(rule):
            continue
        with desk.get(address(app, rule, shop.id)) as answer:
            policy = answer.headers["Content-Security-Policy"]
            # a mail has its looks in itself: there nothing else is let in at all
            is_mail = rule.endpoint == "admin.show_mail"
            assert f"default-src '{'none' if is_mail else 'self'}'" in policy, rule.rule
            assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "" if is_mail else "unsafe"), (
                rule.rule
            )
            is_framed = is_mail or rule.endpoint == "admin.show_preview"
            assert f"frame-ancestors '{'self' if is_framed else 'none'}'" in policy, rule.rule
            assert answer.headers["X-Content-Type-Options"] == "nosniff", rule.rule
            assert answer.headers["Referrer-Policy"] == "same-origin", rule.rule
            assert "Access-Control-Allow-Origin" not in answer.headers, rule.rule
            if rule.endpoint != "admin.static_file":
                assert answer.headers["Cache-Control"] == "no-store", rule.rule


def test_an_unknown_address_is_answered_by_a_page(desk: Desk) -> None:
    answer = desk.get("/admin/nowhere")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.text
