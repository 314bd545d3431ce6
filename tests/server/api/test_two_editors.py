"""alice and bob at one campaign: what one has not seen is not written over by accident, unless nobody asks for that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from tests.server.admin.desk import Desk, sit_down
from tests.server.api.story import OFFER
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Campaign
from winback.models.site import Site


@pytest.fixture
def url(alice: Person, shop: Site) -> str:
    body = {"id": "saver", "name": "Saver", "triggers": [{"on": "exit_intent"}], "variants": {"a": OFFER}}
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=body)
    assert answer.status_code == 201, answer.json
    return f"/api/v1/sites/{shop.id}/campaigns/saver"


def patched(person: Person, url: str, tag: str | None, **parts: Any) -> Any:
    return person.api.patch(url, json=parts, headers={"If-Match": tag} if tag else {})


def test_whoever_was_second_is_told_what_was_changed_and_by_whom(alice: Person, bob: Person, url: str) -> None:
    read = alice.api.get(url).headers["ETag"]
    assert patched(bob, url, read, name="Bob's", priority=70).status_code == 200
    refused = patched(alice, url, read, triggers=[{"on": "page_load"}])
    assert (refused.status_code, refused.json["reason"]) == (412, "changed_meanwhile")
    assert {error["path"] for error in refused.json["errors"]} == {"name", "priority"}
    assert "bob@example.com" in refused.json["detail"]
    assert alice.api.get(url).json["triggers"] == [{"on": "exit_intent"}]


def test_with_what_was_read_last_it_is_taken_and_gives_the_next_tag(alice: Person, url: str) -> None:
    first = patched(alice, url, alice.api.get(url).headers["ETag"], name="Two")
    second = patched(alice, url, first.headers["ETag"], name="Three")
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.headers["ETag"] == alice.api.get(url).headers["ETag"] != first.headers["ETag"]


def test_what_says_the_same_is_no_change_however_its_numbers_are_kept(alice: Person, url: str, db: Database) -> None:
    """A template's share of 1 becomes 1.0 in a form, and a database writes nothing where both are equal."""
    with db.writing() as session:
        campaign = session.scalars(sa.select(Campaign)).one()
        campaign.content = {**campaign.content, "experiment": {**campaign.content["experiment"], "coverage": 1}}
    sent = alice.api.get(url).json["experiment"]
    again = patched(alice, url, None, experiment={**sent, "coverage": 1.0})
    assert again.status_code == 200, again.json
    assert patched(alice, url, again.headers["ETag"], name="Two").status_code == 200


def test_a_launch_is_no_change_of_what_is_edited(alice: Person, bob: Person, url: str) -> None:
    read = alice.api.get(url).headers["ETag"]
    assert bob.api.post(f"{url}/launch").status_code == 200
    assert patched(alice, url, read, name="Two").status_code == 200


@pytest.mark.parametrize("tag", [None, "*", '"x", TAG'])
def test_who_does_not_ask_or_names_the_right_one_among_others_is_not_held_up(
    alice: Person, bob: Person, url: str, tag: str | None
) -> None:
    patched(bob, url, None, name="Bob's")
    said = tag and tag.replace("TAG", alice.api.get(url).headers["ETag"])
    assert patched(alice, url, said, name="Alice's").status_code == 200


@pytest.mark.parametrize("tag", ['""', '"0"', "x", 'W/"TAG"', '"é"'])
def test_a_tag_that_is_none_or_a_weak_one_never_fits(alice: Person, url: str, tag: str) -> None:
    said = tag.replace('"TAG"', alice.api.get(url).headers["ETag"])
    assert patched(alice, url, said, name="Two").status_code == 412


def test_a_launch_is_of_what_was_read(alice: Person, bob: Person, url: str) -> None:
    read = alice.api.get(url).headers["ETag"]
    changed = patched(bob, url, read, name="Bob's")
    refused = alice.api.post(f"{url}/launch", headers={"If-Match": read})
    assert (refused.status_code, refused.json["reason"]) == (412, "changed_meanwhile")
    assert [error["path"] for error in refused.json["errors"]] == ["name"]
    assert alice.api.get(url).json["status"] == "draft"
    assert alice.api.post(f"{url}/launch", headers={"If-Match": changed.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_at_the_same_moment_the_second_is_told(alice: Person, shop: Site, db: Database, url: str) -> None:
    read = alice.api.get(url).headers["ETag"]
    with ThreadPoolExecutor(1) as pool:
        with db.writing() as session:
            session.scalars(sa.select(Campaign).where(Campaign.site_id == shop.id)).one().name = "Bob's"
            session.flush()
            answer = pool.submit(patched, alice, url, read, name="Alice's")
            while not is_awaited(db):
                assert not answer.done()
        assert answer.result().status_code == 412
    assert alice.api.get(url).json["name"] == "Bob's"


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def is_awaited(db: Database) -> bool:
    """Whether somebody waits for a row that another holds."""
    with db.reading() as session:
        return bool(session.scalar(sa.text(_WAITING)))


# ---- in the editor ----


def saved(desk: Desk, shop: Site, draft: Any, tag: str) -> Any:
    path = f"/admin/sites/{shop.id}/campaigns/saver"
    return desk.client.post(path, json=draft, headers={"X-CSRF-Token": desk.csrf, "If-Match": f'"{tag}"'})


def tag_in(page: str) -> str:
    return page.partition('data-tag="')[2].partition('"')[0]


def test_the_editor_offers_theirs_or_mine(alice: Person, bob: Person, shop: Site, url: str) -> None:
    mine, theirs = sit_down(alice), sit_down(bob)
    path = f"/admin/sites/{shop.id}/campaigns/saver"
    opened = tag_in(mine.get(path).text)
    assert saved(theirs, shop, {"name": "Bob's"}, opened).status_code == 200
    conflict = saved(mine, shop, {"name": "Alice's"}, opened)
    assert conflict.status_code == 409
    assert (
        "Bob has saved this campaign since you opened it" in conflict.text and "Changed there: Name." in conflict.text
    )
    # saved again it is asked again; only who says so writes over it
    assert tag_in(conflict.text) == opened and saved(mine, shop, {"name": "Alice's"}, opened).status_code == 409
    latest = conflict.text.partition('data-overwrite="')[2].partition('"')[0]
    assert saved(mine, shop, {"name": "Alice's"}, latest).status_code == 200
    assert alice.api.get(url).json["name"] == "Alice's"


def test_the_editor_launches_what_its_page_showed(alice: Person, bob: Person, shop: Site, url: str) -> None:
    mine, theirs = sit_down(alice), sit_down(bob)
    path = f"/admin/sites/{shop.id}/campaigns/saver"
    seen = seen_in(mine.get(path).text)
    assert saved(theirs, shop, {"name": "Bob's"}, seen).status_code == 200
    refused = mine.send(f"{path}/launch", {"seen": seen})
    assert refused.status_code == 409
    assert "Bob has changed this campaign since you opened it." in refused.text
    assert alice.api.get(url).json["status"] == "draft"
    assert mine.send(f"{path}/launch", {"seen": seen_in(refused.text)}).status_code == 303
    assert alice.api.get(url).json["status"] == "live"


def seen_in(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(alice: Person, shop: Site, url: str) -> None:
    mine = sit_down(alice)
    opened = tag_in(mine.get(f"/admin/sites/{shop.id}/campaigns/saver").text)
    assert saved(mine, shop, {"name": "Two"}, opened).status_code == 200
    assert saved(mine, shop, {"name": "Two"}, opened).status_code == 200
    assert saved(mine, shop, {"name": "Three"}, opened).status_code == 409
    assert saved(mine, shop, {"name": ""}, opened).status_code == 409
