"""Publishing: what a site's script carries, and what it must never carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from tests.support.clock import TestClock
from winback.clock import DAY, rfc3339
from winback.db.engine import Database
from winback.models import Campaign, ConsentNotice, Site
from winback.targeting import parts
from winback.targeting.launch import launch
from winback.targeting.publish import Publisher, site_config
from winback.targeting.settings import change_settings
from winback.targeting.templates import content_for, template

BASE = "https://winback.example"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def site(database: Database) -> Site:
    site = Site(
        name="The shop",
        origins=["https://shop.example"],
        consent_mode="ask",
        controller="The Shop Ltd.",
        policy_url="https://shop.example/privacy",
        created_at=0,
    )
    with database.writing() as session:
        session.add(site)
    return site


def launched(database: Database, site: Site, template_id: str, now: int, **changes: Any) -> str:
    """A live campaign from a template; its slug."""
    chosen = template(template_id)
    assert chosen
    slug = template_id.replace("_", "-")
    with database.writing() as session:
        site = session.merge(site)
        content = {**with_code(content_for(chosen, site, slug)), **changes}
        campaign = Campaign(
            site=site, slug=slug, name=slug, kind=chosen.kind, content=content, created_at=now, updated_at=now
        )
        session.add(campaign)
        assert launch(session, campaign, None, now) == []
    return slug


def with_code(content: dict[str, Any]) -> dict[str, Any]:
    """The content with a code in every coupon, as an owner would fill it in."""
    for variant in content["variants"].values():
        for step in variant["steps"]:
            for block in step["blocks"]:
                if block["type"] == "coupon":
                    block["code"] = "WELCOME10"
    return content


def config(database: Database, site: Site) -> dict[str, Any]:
    with database.reading() as session:
        site = session.get_one(Site, site.id)
        campaigns = session.scalars(sa.select(Campaign).where(Campaign.status == "live").order_by(Campaign.slug)).all()
        return site_config(site, list(campaigns), BASE, site.consent_mode)


def test_a_coupon_code_is_never_in_the_script(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "exit_offer", clock())
    blocks = [
        block
        for variant in config(database, site)["campaigns"][0]["variants"].values()
        for step in variant["steps"]
        for block in step["blocks"]
    ]
    coupons = [block for block in blocks if block["type"] == "coupon"]
    assert coupons
    assert not any("code" in block for block in coupons)
    assert "WELCOME10" not in str(blocks)


def test_a_draft_of_a_live_campaign_stays_out_of_the_script(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "exit_offer", clock())
    with database.writing() as session:
        campaign = session.scalars(sa.select(Campaign)).one()
        campaign.content = {**campaign.content, "triggers": [{"on": "page_load"}]}
    assert config(database, site)["campaigns"][0]["triggers"] != [{"on": "page_load"}]


def test_the_script_names_the_arms_of_the_running_epoch(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "cart_saver", clock())
    experiment = config(database, site)["campaigns"][0]["experiment"]
    assert experiment["epoch"] == 1
    assert sum(arm["weight"] for arm in experiment["arms"]) == pytest.approx(1)
    assert "control" in [arm["id"] for arm in experiment["arms"]]


def test_a_banner_points_at_the_notice_that_was_kept(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "consent_banner", clock())
    consent = config(database, site)["consent"]
    with database.reading() as session:
        notice = session.get_one(ConsentNotice, (site.id, consent["notice"]))
    assert notice.content["controller"] == "The Shop Ltd."
    assert notice.content["purposes"] == consent["purposes"]


def test_other_purposes_are_another_notice(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "consent_banner", clock())
    before = config(database, site)["consent"]["notice"]
    with database.writing() as session:
        session.get_one(Site, site.id).controller = "Another Ltd."
    assert config(database, site)["consent"]["notice"] != before


def test_another_kit_is_another_notice_and_kept(database: Database, site: Site, clock: TestClock) -> None:
    with database.writing() as session:
        site = session.merge(site)
        site.look = {"accent": "#17694c"}
    launched(database, site, "consent_banner", clock())
    before = config(database, site)["consent"]["notice"]
    with database.writing() as session:
        change_settings(session, session.get_one(Site, site.id), {"look": {"accent": "#a3195b"}}, clock())
    after = config(database, site)["consent"]["notice"]
    with database.reading() as session:
        accents = [_accent(session.get_one(ConsentNotice, (site.id, each)).content) for each in (before, after)]
    assert accents == ["#17694c", "#a3195b"]


def _accent(content: dict[str, Any]) -> str:
    (variant,) = content["variants"].values()
    accent: str = variant["theme"]["accent"]
    return accent


def test_a_text_cannot_close_the_script_it_travels_in(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "exit_offer", clock())
    with database.writing() as session:
        session.get_one(Site, site.id).policy_url = "</script><script>alert(1)//\u2028"
    published = Publisher(database, BASE, clock).published(site.key)
    assert published
    script = published.script("ask").bodies["identity"]
    assert b"</script>" not in script
    assert "\u2028".encode() not in script
    assert b"__WINBACK_CONFIG__" not in script


def test_only_a_shop_on_a_shop_system_carries_its_connector(database: Database, site: Site, clock: TestClock) -> None:
    def script() -> tuple[bytes, set[str]]:
        published = Publisher(database, BASE, clock).published(site.key)
        assert published
        return published.script("ask").bodies["identity"], set(published.configs["ask"]["chunks"])

    plain, chunks = script()
    assert b"platform" not in plain
    assert not {"shopify", "woocommerce"} & chunks
    with database.writing() as session:
        session.get_one(Site, site.id).platform = "shopify"
    connected, more = script()
    assert b'"platform":"shopify"' in connected
    assert more - chunks == {"shopify"}


def test_only_the_names_that_a_rule_asks_for_travel(database: Database, site: Site, clock: TestClock) -> None:
    with database.writing() as session:
        site = session.merge(site)
        site.page_groups = [{"name": "products", "paths": ["/p/*"]}]
        site.page_variables = [{"name": name, "from": "js", "at": name, "kind": "text"} for name in ("plan", "stock")]
    audience: dict[str, Any] = {"not": {"fact": "page.var.plan", "op": "eq", "value": "gold"}}
    launched(database, site, "cart_saver", clock(), audience=audience)
    carried = config(database, site)
    assert [one["name"] for one in carried["variables"]] == ["plan"]
    assert "groups" not in carried
    audience = {"all": [{"fact": "page.group", "op": "contains", "value": "products"}]}
    launched(database, site, "exit_offer", clock(), audience=audience)
    assert config(database, site)["groups"] == site.page_groups


def test_a_scheduled_campaign_enters_shortly_before_it_starts_and_leaves_when_it_ends(
    database: Database, site: Site, clock: TestClock
) -> None:
    schedule = {"from": rfc3339(clock() + 3 * DAY), "to": rfc3339(clock() + 5 * DAY), "hours": None}
    launched(database, site, "exit_offer", clock(), schedule=schedule)
    publisher = Publisher(database, BASE, clock, fresh_seconds=0)

    def is_inside() -> bool:
        published = publisher.published(site.key)
        assert published
        return b'"id":"exit-offer"' in published.script("ask").bodies["identity"]

    assert not is_inside()
    clock.advance(days=2, hours=1)
    assert is_inside()
    clock.advance(days=3)
    assert not is_inside()


def test_another_process_s_publish_is_noticed(database: Database, site: Site, clock: TestClock) -> None:
    publisher = Publisher(database, BASE, clock, fresh_seconds=0)
    before = publisher.published(site.key)
    assert before
    launched(database, site, "exit_offer", clock())
    after = publisher.published(site.key)
    assert after
    assert before.script("ask").etag != after.script("ask").etag
    assert publisher.published(site.key) is after


def off(database: Database, site: Site, clock: TestClock) -> list[str]:
    published = Publisher(database, BASE, clock, fresh_seconds=0).published(site.key)
    assert published
    return published.off


def many(database: Database, clock: TestClock, number: int) -> list[str]:
    """So many live campaigns with long names, like the first one."""
    slugs = [f"summer-sale-newsletter-popup-{each:02d}" for each in range(number)]
    with database.writing() as session:
        first = session.scalars(sa.select(Campaign)).one()
        for slug in slugs:
            other = Campaign(site=first.site, slug=slug, name="x", content=first.content, created_at=0, updated_at=0)
            session.add(other)
            assert launch(session, other, None, clock()) == []
    return slugs


def each(database: Database, clock: TestClock, slugs: list[str], verb: str) -> None:
    """One after the other, a second between."""
    with database.writing() as session:
        for slug in slugs:
            clock.advance(seconds=1)
            getattr(session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one(), verb)(clock())


def test_what_was_stopped_is_named_latest_first_and_fits_the_live_check(
    database: Database, site: Site, clock: TestClock
) -> None:
    launched(database, site, "exit_offer", clock())
    slugs = many(database, clock, 60)
    each(database, clock, slugs, "pause")
    assert off(database, site, clock) == slugs[::-1], "pages of this day may carry any of them"
    clock.advance(days=1, minutes=1)
    told = off(database, site, clock)
    assert told == slugs[::-1][: len(told)]
    assert 30 < len(told) < 60 and len(orjson.dumps({"off": told})) <= 1200
    clock.advance(days=30)
    assert off(database, site, clock) == []


def test_what_was_paused_a_minute_ago_is_told_whatever_was_archived_or_edited_since(
    database: Database, site: Site, clock: TestClock
) -> None:
    launched(database, site, "exit_offer", clock())
    slugs = many(database, clock, 60)
    each(database, clock, slugs[1:], "pause")
    clock.advance(days=2)
    each(database, clock, slugs[:1], "pause")
    clock.advance(minutes=1)
    each(database, clock, slugs[1:], "archive")
    with database.writing() as session:
        session.execute(sa.update(Campaign).where(Campaign.slug == slugs[7]).values(updated_at=clock()))
    assert off(database, site, clock)[:2] == [slugs[0], slugs[59]]


def test_a_campaign_that_is_launched_again_is_told_no_more(database: Database, site: Site, clock: TestClock) -> None:
    slug = launched(database, site, "exit_offer", clock())
    each(database, clock, [slug], "pause")
    assert off(database, site, clock) == [slug]
    with database.writing() as session:
        assert launch(session, session.scalars(sa.select(Campaign)).one(), None, clock()) == []
    assert off(database, site, clock) == []


@pytest.mark.parametrize("changed", [{"to": -1}, {"from": 3 * DAY}], ids=["its end is over", "its start is put off"])
def test_a_live_campaign_whose_days_were_moved_is_told_to_open_pages(
    database: Database, site: Site, clock: TestClock, changed: dict[str, int]
) -> None:
    slug = launched(database, site, "exit_offer", clock())
    assert off(database, site, clock) == []
    clock.advance(minutes=5)
    with database.writing() as session:
        campaign = session.scalars(sa.select(Campaign)).one()
        days = {name: rfc3339(clock() + after) for name, after in changed.items()}
        campaign.content = {**campaign.content, "schedule": {"from": None, "to": None, "hours": None, **days}}
        campaign.launch(None, clock())
    assert off(database, site, clock) == [slug]
    clock.advance(days=2, minutes=1)
    assert off(database, site, clock) == ([slug] if "to" in changed else []), "the script carries it anew"


def test_nobody_s_key_has_no_script(database: Database, clock: TestClock) -> None:
    assert Publisher(database, BASE, clock).published("wb_nobody") is None


def test_a_campaign_says_that_all_moments_have_to_come_and_nothing_where_one_is_enough(
    database: Database, site: Site, clock: TestClock
) -> None:
    launched(database, site, "exit_offer", clock(), match="all")
    launched(database, site, "nps_bar", clock())
    said = {campaign["id"]: campaign.get("match") for campaign in config(database, site)["campaigns"]}
    assert said == {"exit-offer": "all", "nps-bar": None}


def test_limits_of_all_messages_reach_visitors_only_where_there_are_any(
    database: Database, site: Site, clock: TestClock
) -> None:
    assert "manners" not in config(database, site)
    with database.writing() as session:
        session.get_one(Site, site.id).manners = {"gap_minutes": 5, "session": None}
    assert config(database, site)["manners"] == {"gap_minutes": 5}


def test_who_is_logged_reaches_visitors_only_where_there_is_something_to_log(
    database: Database, site: Site, clock: TestClock
) -> None:
    assert "decisions" not in config(database, site)
    launched(database, site, "exit_offer", clock())
    assert config(database, site)["decisions"] == 0.1
    assert "log" in parts.chunks(config(database, site))
    with database.writing() as session:
        session.get_one(Site, site.id).decision_share = 0
    assert "decisions" not in config(database, site)
    assert "log" not in parts.chunks(config(database, site))
