"""Pictures of the library in campaigns: what visitors get of them, and which can still be deleted."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.server.api.library import block, message, sent, uploaded, with_picture
from tests.support.cast import Person
from tests.support.pictures import png
from winback.db.engine import Database
from winback.models import PictureFile, Site

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what no database has a part in


@pytest.fixture
def at(shop: Site) -> str:
    return f"/api/v1/sites/{shop.id}/media"


def test_a_block_knows_how_large_its_picture_is(alice: Person, shop: Site, at: str) -> None:
    made = uploaded(alice, at, png(1600, 1000))
    draft = with_picture(alice, shop, made, width=3, height=7, widths=[5])
    shown = draft["variants"]["a"]["steps"][0]["blocks"][0]
    assert (shown["width"], shown["height"], shown["widths"]) == (1440, 900, [480, 960, 1440])
    assert shown["src"] == f"/w/m/{made['id']}-1440.webp", "where the admin's own preview finds it"
    assert alice.api.get(f"{at}/{made['id']}").json["used_by"] == ["offer"]  # type: ignore[index]


@ON_ONE
def test_visitors_get_the_picture_and_nothing_that_only_editors_need(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    made = uploaded(alice, at)
    with_picture(alice, shop, made)
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/launch").status_code == 200
    config = client.get(f"/w/{shop.key}.json").json
    shown = config["campaigns"][0]["variants"]["a"]["steps"][0]["blocks"][0]  # type: ignore[index]
    expected = {"id": "pic", "type": "image", "picture": made["id"], "alt": {"en": "A vase"}}
    assert shown == {**expected, "width": 600, "height": 400, "widths": [480, 600]}


@ON_ONE
def test_a_picture_for_decoration_needs_no_words(alice: Person, shop: Site, at: str, client: FlaskClient) -> None:
    with_picture(alice, shop, uploaded(alice, at), alt={}, decorative=False)
    campaign = f"/api/v1/sites/{shop.id}/campaigns/offer"
    refused = alice.api.post(f"{campaign}/launch")
    assert [error["path"] for error in refused.json["errors"]] == ["variants.a.steps[0].blocks[0].alt.en"]  # type: ignore[index]
    variants = alice.api.get(campaign).json["variants"]  # type: ignore[index]
    variants["a"]["steps"][0]["blocks"][0] |= {"decorative": True, "alt": {"en": "said and not meant"}}
    assert alice.api.patch(campaign, json={"variants": variants}).status_code == 200
    assert alice.api.post(f"{campaign}/launch").status_code == 200
    assert "said and not meant" not in client.get(f"/w/{shop.key}.json").text


def test_a_picture_that_visitors_see_stays_and_any_other_goes(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    made = uploaded(alice, at)
    path = "/w/m/" + made["files"][0]["url"].rpartition("/")[2]
    with_picture(alice, shop, made)
    campaign = f"/api/v1/sites/{shop.id}/campaigns/offer"
    alice.api.post(f"{campaign}/launch")
    assert alice.api.get(f"{at}/{made['id']}").json["live_in"] == ["offer"]  # type: ignore[index]
    # Visitors see what was launched, whatever the draft is by now.
    alice.api.patch(campaign, json={"variants": {"a": message()}})
    refused = alice.api.delete(f"{at}/{made['id']}")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_use")  # type: ignore[index]
    assert "offer" in refused.json["detail"]  # type: ignore[index]
    alice.api.post(f"{campaign}/pause")
    assert alice.api.delete(f"{at}/{made['id']}").status_code == 204
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"If-None-Match": f'"{path[5:-5]}"'}).status_code == 404


def test_a_campaign_whose_picture_is_gone_is_not_launched(alice: Person, shop: Site, at: str) -> None:
    made = uploaded(alice, at)
    with_picture(alice, shop, made)
    alice.api.delete(f"{at}/{made['id']}")
    campaign = f"/api/v1/sites/{shop.id}/campaigns/offer"
    refused = alice.api.post(f"{campaign}/launch")
    assert [error["path"] for error in refused.json["errors"]] == ["variants.a.steps[0].blocks[0].picture"]  # type: ignore[index]
    uploaded(alice, at)  # the same picture, and so the same name
    assert alice.api.post(f"{campaign}/launch").status_code == 200


def test_a_draft_from_before_its_picture_learns_its_size_at_the_launch(alice: Person, shop: Site, at: str) -> None:
    made = uploaded(alice, at)
    alice.api.delete(f"{at}/{made['id']}")
    with_picture(alice, shop, made)
    uploaded(alice, at)
    launched_now = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/launch")
    assert launched_now.json["variants"]["a"]["steps"][0]["blocks"][0]["width"] == 600  # type: ignore[index]


def test_a_picture_of_another_site_is_none_of_this_one(
    alice: Person, charlie: Person, shop: Site, elsewhere: Site, at: str, client: FlaskClient
) -> None:
    hers = uploaded(charlie, f"/api/v1/sites/{elsewhere.id}/media")
    with_picture(alice, shop, hers)
    refused = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/launch")
    assert [error["path"] for error in refused.json["errors"]] == ["variants.a.steps[0].blocks[0].picture"]  # type: ignore[index]
    assert sent(charlie.api, at, png(20, 20)).status_code == 404
    assert charlie.api.get(f"{at}/{hers['id']}").status_code == 404
    # The same file of two sites has one address; one of them takes it out, and the other one has it still.
    mine = uploaded(alice, at)
    path = "/w/m/" + mine["files"][0]["url"].rpartition("/")[2]
    assert mine["id"] == hers["id"]
    charlie.api.delete(f"/api/v1/sites/{elsewhere.id}/media/{hers['id']}")
    assert client.get(path).status_code == 200


def test_with_a_site_its_pictures_go(alice: Person, shop: Site, at: str, db: Database, client: FlaskClient) -> None:
    path = "/w/m/" + uploaded(alice, at)["files"][0]["url"].rpartition("/")[2]
    with db.writing() as session:
        session.execute(sa.delete(Site).where(Site.id == shop.id))
    with db.reading() as session:
        assert not [*session.scalars(sa.select(PictureFile.width))]
    assert client.get(path).status_code == 404


@ON_ONE
@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"picture": "x"}, "picture"),
        ({"picture": "A" * 32}, "picture"),
        ({"picture": "0" * 32 + "\n"}, "picture"),
        ({"picture": "0" * 32, "widths": [0]}, "widths[0]"),
        ({"picture": "0" * 32, "widths": [1] * 6}, "widths"),
        ({"decorative": "yes"}, "decorative"),
    ],
)
def test_what_names_no_picture_is_refused_at_its_field(alice: Person, shop: Site, parts: Any, path: str) -> None:
    image = {"id": "pic", "type": "image", "alt": {"en": "A vase"}, **parts}
    body = {"name": "Offer", "variants": {"a": message(image)}}
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [f"variants.a.steps[0].blocks[0].{path}"]  # type: ignore[index]


def test_a_picture_of_a_kept_consent_notice_stays_for_good(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    made = uploaded(alice, at)
    site = f"/api/v1/sites/{shop.id}"
    who = {"controller": "The Shop Ltd.", "policy_url": "https://shop.example/privacy"}
    assert alice.api.patch(site, json={"consent_mode": "ask", **who}).status_code == 200
    draft = alice.api.post(f"{site}/campaigns", json={"id": "ask", "name": "Ask", "template": "consent_banner"}).json
    variants: Any = draft["variants"]  # type: ignore[index]
    variants["a"]["steps"][0]["blocks"].append(block(made, alt={"en": "A vase", "ko": "꽃병"}))
    alice.api.patch(f"{site}/campaigns/ask", json={"variants": variants})
    assert alice.api.post(f"{site}/campaigns/ask/launch").status_code == 200
    alice.api.post(f"{site}/campaigns/ask/pause")
    refused = alice.api.delete(f"{at}/{made['id']}")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_notice")  # type: ignore[index]
    assert "sha256-" in refused.json["detail"]  # type: ignore[index]
    assert client.get("/w/m/" + made["files"][0]["url"].rpartition("/")[2]).status_code == 200
    other = uploaded(alice, at, png(90, 60))
    assert alice.api.delete(f"{at}/{other['id']}").status_code == 204, "no notice shows this one"


def test_the_logo_of_the_kit_stays_until_the_kit_has_another(alice: Person, shop: Site, at: str) -> None:
    made = uploaded(alice, at)
    path = "/w/m/" + made["files"][0]["url"].rpartition("/")[2]
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json={"look": {"logo": {"src": path}}}).status_code == 200
    refused = alice.api.delete(f"{at}/{made['id']}")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_kit")  # type: ignore[index]
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json={"look": {}}).status_code == 200
    assert alice.api.delete(f"{at}/{made['id']}").status_code == 204


def test_a_template_s_drawing_comes_into_the_library_once_and_may_be_deleted(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    for name in ("one", "two"):
        sent = {"id": name, "name": name, "template": "exit_offer"}
        draft = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=sent).json
    shown = draft["variants"]["a"]["steps"][0]["blocks"][-1]  # type: ignore[index]
    (kept,) = alice.api.get(at).json["items"]  # type: ignore[index]
    assert (kept["id"], kept["name"]) == (shown["picture"], "gift")
    assert (kept["width"], kept["height"], kept["widths"]) == (shown["width"], shown["height"], shown["widths"])
    for file in kept["files"]:
        answer = client.get("/w/m/" + file["url"].rpartition("/")[2])
        assert answer.content_type == "image/webp" and len(answer.data) <= 15_000
    assert alice.api.delete(f"{at}/{kept['id']}").status_code == 204
    # what we have drawn ourselves is served all the same
    assert client.get("/w/m/" + kept["files"][0]["url"].rpartition("/")[2]).status_code == 200
