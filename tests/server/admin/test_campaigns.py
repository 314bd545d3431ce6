"""From a template to a live campaign, and what is refused on the way."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from marshmallow import validate

from tests.server.admin.desk import Desk
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Campaign, Site
from winback.targeting.templates import TEMPLATES
from winback.web.admin import words
from winback.web.schemas.blocks import BLOCKS
from winback.web.schemas.campaign import read_content
from winback.web.schemas.problems import Malformed


def campaigns(db: Database) -> list[Campaign]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Campaign).order_by(Campaign.id)))


def held(campaign: Campaign) -> dict[str, Any]:
    return {"name": campaign.name, "priority": campaign.priority, **deepcopy(campaign.content)}


@pytest.fixture
def url(shop: Site, campaign: Campaign) -> str:
    return f"/admin/sites/{shop.id}/campaigns/{campaign.slug}"


@pytest.mark.parametrize("template", [chosen.id for chosen in TEMPLATES])
def test_each_template_becomes_a_draft_that_can_be_edited(desk: Desk, shop: Site, db: Database, template: str) -> None:
    answer = desk.send(f"/admin/sites/{shop.id}/campaigns", {"template": template})
    assert answer.status_code == 303
    assert desk.get(answer.location).status_code == 200
    made = campaigns(db)[0]
    assert made.status == "draft"
    assert made.content["experiment"]["seed"] == made.slug


def test_two_of_the_same_template_have_seeds_of_their_own(desk: Desk, shop: Site, db: Database) -> None:
    for _ in range(2):
        desk.send(f"/admin/sites/{shop.id}/campaigns", {"template": "exit_offer"})
    first, second = campaigns(db)
    assert (first.slug, second.slug) == ("exit-offer", "exit-offer-2")
    assert first.content["experiment"]["seed"] != second.content["experiment"]["seed"]


def test_saving_keeps_what_was_typed(desk: Desk, url: str, campaign: Campaign, db: Database) -> None:
    draft = held(campaign)
    draft["name"] = "Come back"
    draft["variants"]["a"]["steps"][0]["blocks"][0]["text"]["ko"] = "다시 오세요"
    assert desk.save(url, draft).status_code == 200
    saved = campaigns(db)[0]
    assert saved.name == "Come back"
    assert saved.content["variants"]["a"]["steps"][0]["blocks"][0]["text"]["ko"] == "다시 오세요"


def test_a_time_is_that_of_the_sites_zone(desk: Desk, url: str, campaign: Campaign, db: Database) -> None:
    draft = held(campaign)
    draft["schedule"]["from"] = "2026-12-24T18:00"
    assert desk.save(url, draft).status_code == 200
    assert campaigns(db)[0].content["schedule"]["from"] == "2026-12-24T17:00:00.000Z"
    assert 'value="2026-12-24T18:00"' in desk.get(url).text


def test_a_broken_draft_is_refused_at_its_field_and_changes_nothing(
    desk: Desk, url: str, campaign: Campaign, db: Database
) -> None:
    draft = held(campaign)
    draft["triggers"] = [{"on": "scroll", "percent": 400}]
    draft["variants"]["a"]["steps"][0]["blocks"][2]["url"] = "javascript:alert(1)"
    answer = desk.save(url, draft)
    assert answer.status_code == 422
    assert 'data-path="triggers.0.percent"' in answer.text
    assert 'data-path="variants.a.steps.0.blocks.2.url"' in answer.text
    assert campaigns(db)[0].content == campaign.content


@pytest.mark.parametrize("draft", [[], "text", 5], ids=["a list", "a text", "a number"])
def test_what_is_no_draft_is_refused(desk: Desk, url: str, draft: Any) -> None:
    assert desk.save(url, draft).status_code == 422


def test_the_form_is_drawn_for_a_draft_without_saving_it(
    desk: Desk, url: str, campaign: Campaign, db: Database
) -> None:
    draft = held(campaign)
    draft["variants"]["a"]["steps"][0]["blocks"].append({"id": "n", "type": "nps", "label": {"en": "How was it?"}})
    answer = desk.save(f"{url}/form", draft)
    assert 'value="How was it?"' in answer.text
    assert campaigns(db)[0].content == campaign.content


def test_a_ready_campaign_is_launched_paused_and_launched_again(desk: Desk, url: str, db: Database) -> None:
    assert desk.send(f"{url}/launch").status_code == 303
    assert campaigns(db)[0].status == "live"
    desk.send(f"{url}/pause")
    assert campaigns(db)[0].status == "paused"
    desk.send(f"{url}/launch")
    launched = campaigns(db)[0]
    assert (launched.status, launched.version) == ("live", 1)


def test_a_broken_campaign_is_not_launched_and_says_why(desk: Desk, url: str, campaign: Campaign, db: Database) -> None:
    draft = held(campaign)
    draft["triggers"] = []
    desk.save(url, draft)
    answer = desk.send(f"{url}/launch")
    assert answer.status_code == 422
    assert 'data-path="triggers"' in answer.text
    assert campaigns(db)[0].status == "draft"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("triggers", ""),
        ("variants.a", "Variant A"),
        ("variants.a.theme.text", "Variant A"),
        ("variants.a.steps", "Variant A"),
        ("variants.b.steps.0.next", "Variant B, step 1"),
        ("variants.b.steps.0.blocks", "Variant B, step 1"),
        ("variants.b.steps.0.blocks.2.url", "Variant B, step 1, Button"),
    ],
)
def test_a_problem_says_where_it_is(app: Flask, campaign: Campaign, path: str, place: str) -> None:
    with app.test_request_context():
        assert words.place(path, campaign.content["variants"]) == place


def test_visitors_keep_what_they_have_until_changes_are_published(
    desk: Desk, url: str, campaign: Campaign, db: Database
) -> None:
    desk.send(f"{url}/launch")
    draft = held(campaign)
    draft["variants"]["a"]["steps"][0]["blocks"][0]["text"]["en"] = "New words"
    assert "Publish changes" in desk.save(url, draft).text
    desk.send(f"{url}/launch")
    with db.reading() as session:
        published = session.get_one(Campaign, campaign.id).published
    assert published
    assert published["variants"]["a"]["steps"][0]["blocks"][0]["text"]["en"] == "New words"
    assert "Publish changes" not in desk.get(url).text


def test_a_copy_is_a_draft_with_a_seed_of_its_own(desk: Desk, url: str, db: Database) -> None:
    desk.send(f"{url}/launch")
    desk.send(f"{url}/duplicate")
    original, copy = campaigns(db)
    assert (copy.status, copy.version, copy.epochs) == ("draft", 0, [])
    assert copy.content["experiment"]["seed"] == copy.slug != original.slug


def test_the_archive_is_out_of_the_way(desk: Desk, url: str, shop: Site) -> None:
    desk.send(f"{url}/archive")
    page = f"/admin/sites/{shop.id}/campaigns"
    desk.get(page)  # with the notice
    assert "Cart saver" not in desk.get(page).text
    assert "Cart saver" in desk.get(f"{page}?archived=1").text


def test_pausing_a_draft_leaves_it_a_draft(desk: Desk, url: str, db: Database) -> None:
    desk.send(f"{url}/pause")
    assert campaigns(db)[0].status == "draft"


def test_where_the_site_holds_nothing_back_a_campaign_has_no_switch_for_it(
    desk: Desk, url: str, shop: Site, alice: Person
) -> None:
    assert 'name="search_safe"' in desk.get(url).text
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"manners": {"search_safe": False}})
    page = desk.get(url).text
    assert 'name="search_safe"' not in page
    assert f"/admin/sites/{shop.id}/settings#f-search_safe" in page


def test_what_people_type_is_text_on_every_page(desk: Desk, url: str, shop: Site, campaign: Campaign) -> None:
    draft = held(campaign)
    draft["name"] = "</script><img src=x onerror=alert(1)>"
    draft["variants"]["a"]["steps"][0]["blocks"][0]["text"]["en"] = "</script><script>alert(1)</script>"
    desk.save(url, draft)
    for page in (url, f"{url}/results", f"/admin/sites/{shop.id}/campaigns", f"/admin/sites/{shop.id}/responses"):
        assert "<img src=x" not in desk.get(page).text
        assert "<script>alert" not in desk.get(page).text


def test_a_question_that_nobody_can_answer_is_refused_in_the_page_s_language(app: Flask) -> None:
    with pytest.raises(Malformed) as refused:
        read_content({"audience": {"all": [{"fact": "cart.valu", "op": "gte", "value": 5}]}}, "message", "mine")
    with app.test_request_context(), force_locale("ko"):
        assert words.errors(refused.value.errors) == [
            {
                "path": "audience.all.0.fact",
                "message": "cart.valu(이)라는 항목은 없습니다. cart.value을(를) 찾으셨나요?",
            }
        ]
    assert refused.value.errors[0]["message"] == "There is no fact cart.valu. Did you mean cart.value?"


WITH_ANOTHER_CHOICE = {
    "field": {"min", "max", "step", "earliest", "latest"},
    "button": {"url", "event", "then"},
    "text": {"rich"},
    "image": {"focus", "veil"},
    "coupon": {"empty"},
    "countdown": {"minutes", "time"},
}


@pytest.mark.parametrize("kind", sorted(set(BLOCKS) - {"purposes"}))
def test_each_block_has_its_form_and_is_kept_as_it_was_typed(
    desk: Desk, url: str, campaign: Campaign, db: Database, kind: str
) -> None:
    options = [{"id": "a", "text": {"en": "A", "ko": "가"}}, {"id": "b", "text": {"en": "B", "ko": "나"}}]
    block: dict[str, Any] = {"id": "mine", "type": kind}
    if "options" in BLOCKS[kind]._declared_fields:
        block["options"] = options
    draft = held(campaign)
    draft["variants"]["a"]["steps"][0]["blocks"].append(block)
    assert desk.save(url, draft).status_code == 200
    kept = campaigns(db)[0].content["variants"]["a"]["steps"][0]["blocks"][-1]
    assert {key: kept[key] for key in block} == block
    page = desk.get(url).text
    last = len(draft["variants"]["a"]["steps"][0]["blocks"]) - 1
    form = page.partition(f'id="f-variants.a.steps.0.blocks.{last}"')[2]
    form = form.partition("</fieldset>")[0]
    assert f"<legend>{words.BLOCKS[kind]}</legend>" in form
    asked = BLOCKS[kind]._declared_fields.keys() - {"id", "type", "width", "height", "widths"}
    assert {name for name in asked - WITH_ANOTHER_CHOICE.get(kind, set()) if f".{name}" not in form} == set()
    ranges = {name: one for name, field in BLOCKS[kind]._declared_fields.items() for one in field.validators}
    most = {name: one.max for name, one in ranges.items() if isinstance(one, validate.Range)}
    offered = {name: int(found) for name, found in re.findall(rf'blocks\.{last}\.(\w+)"[^>]*? max="(\d+)"', form)}
    assert offered == {name: most[name] for name in offered}, "no number is offered that is then refused"
