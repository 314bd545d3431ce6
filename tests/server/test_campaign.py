"""A campaign's states: versions are what visitors saw, epochs are the terms under which arms were drawn."""

from __future__ import annotations

from typing import Any

import pytest

from winback.models import Campaign, Site

HALF = [{"id": "control", "weight": 0.5}, {"id": "a", "weight": 0.5}]
MOST = [{"id": "control", "weight": 0.1}, {"id": "a", "weight": 0.9}]


def content(arms: list[dict[str, Any]] = HALF, text: str = "Wait") -> dict[str, Any]:
    experiment = {"hash_version": 2, "hash_attribute": "visitor", "seed": "s", "coverage": 1, "mode": "open"}
    return {"experiment": {**experiment, "arms": arms}, "variants": {"a": {"text": text}}}


@pytest.fixture
def campaign() -> Campaign:
    site = Site(name="The shop", holdout_seed="holdout:1", holdout_share=0.05, created_at=0)
    return Campaign(
        site=site, slug="saver", name="Saver", kind="message", status="draft", content=content(), version=0, epochs=[]
    )


def test_a_launch_makes_the_draft_what_visitors_see(campaign: Campaign) -> None:
    campaign.launch(user_id=1, now=1000)
    assert (campaign.status, campaign.version, campaign.published) == ("live", 1, content())
    campaign.content = content(text="Wait, please")
    assert campaign.has_unpublished_changes
    assert campaign.published == content()
    campaign.launch(user_id=1, now=2000)
    assert not campaign.has_unpublished_changes
    assert [version.content for version in campaign.versions] == [content(), content(text="Wait, please")]


def test_other_words_are_a_version_and_other_weights_an_epoch(campaign: Campaign) -> None:
    campaign.launch(1, now=1000)
    campaign.content = content(text="Other words")
    campaign.launch(1, now=2000)
    assert [epoch["id"] for epoch in campaign.epochs] == [1]
    campaign.content = content(arms=MOST)
    campaign.launch(1, now=3_000)
    assert [(epoch["id"], epoch["weights"]) for epoch in campaign.epochs] == [(1, [0.5, 0.5]), (2, [0.1, 0.9])]
    assert campaign.epochs[1]["since"] == "1970-01-01T00:00:03.000Z"


def test_pausing_and_launching_again_changes_neither_version_nor_epoch(campaign: Campaign) -> None:
    campaign.launch(1, now=1000)
    campaign.pause(now=2000)
    assert campaign.status == "paused"
    campaign.launch(1, now=3000)
    assert (campaign.version, len(campaign.epochs), campaign.launched_at) == (1, 1, 1000)


def test_another_holdout_opens_an_epoch_where_visitors_are_drawn(campaign: Campaign) -> None:
    campaign.holdout_changed(now=500)
    assert campaign.epochs == []
    campaign.launch(1, now=1000)
    campaign.site.holdout_share = 0.1
    campaign.holdout_changed(now=2000)
    assert [epoch["holdout"]["share"] for epoch in campaign.epochs] == [0.05, 0.1]


def test_a_draft_under_way_does_not_leak_into_an_epoch(campaign: Campaign) -> None:
    campaign.launch(1, now=1000)
    campaign.content = content(arms=MOST)
    campaign.site.holdout_share = 0.1
    campaign.holdout_changed(now=2000)
    assert campaign.epochs[-1]["weights"] == [0.5, 0.5]


def test_every_change_that_visitors_could_notice_makes_the_script_anew(campaign: Campaign) -> None:
    for change in (lambda: campaign.launch(1, 1), lambda: campaign.pause(2), lambda: campaign.archive(3)):
        campaign.site.revision = 7
        change()
        assert str(campaign.site.revision) == "site.revision + :revision_1"
