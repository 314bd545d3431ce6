"""What a script names stays there: after the next publish, in another process, after a restart and after an upgrade."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.server import test_publish
from tests.server.test_publish import BASE, launched
from tests.support.clock import TestClock
from winback import assets
from winback.clock import DAY
from winback.db.engine import Database
from winback.models import ScriptFile, Site
from winback.targeting import parts
from winback.targeting.publish import Publisher
from winback.web.schemas.blocks import BLOCKS
from winback.web.schemas.content import FORMATS, TRIGGERS

database, site = test_publish.database, test_publish.site


def engine_of(publisher: Publisher, site: Site) -> str:
    published = publisher.published(site.key)
    assert published
    found = re.search(rb'"engine":"/w/c/([0-9a-f]{16})\.js"', published.script("ask").bodies["identity"])
    assert found
    return found[1].decode()


def test_the_second_file_of_an_earlier_publish_is_still_there(database: Database, site: Site, clock: TestClock) -> None:
    publisher = Publisher(database, BASE, clock, fresh_seconds=0)
    launched(database, site, "exit_offer", clock())
    before = engine_of(publisher, site)
    launched(database, site, "nps_bar", clock())
    after = engine_of(publisher, site)
    assert before != after
    assert publisher.files.find(before) and publisher.files.find(after)


def test_another_process_finds_it_without_having_published(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "exit_offer", clock())
    name = engine_of(Publisher(database, BASE, clock), site)
    found = Publisher(database, BASE, clock).files.find(name)
    assert found and assets.content_hash(found["identity"]) == name
    assert b"export{" in found["identity"]


def test_the_files_of_the_version_before_an_upgrade_are_found(
    database: Database, site: Site, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(database, site, "exit_offer", clock())
    engine_of(Publisher(database, BASE, clock), site)
    debug = assets.content_hash(assets.widget_file("debug.js"))
    monkeypatch.setattr(assets, "chunk_bodies", dict)  # the new version has other files
    assert Publisher(database, BASE, clock).files.find(debug)


def test_what_no_script_has_named_for_a_month_goes(database: Database, site: Site, clock: TestClock) -> None:
    launched(database, site, "exit_offer", clock())
    publisher = Publisher(database, BASE, clock, fresh_seconds=0)
    old = engine_of(publisher, site)
    launched(database, site, "nps_bar", clock())
    for _ in range(4):
        clock.advance(days=10)
        newest = engine_of(publisher, site)
    with database.reading() as session:
        assert session.get(ScriptFile, old) is None
        assert session.get(ScriptFile, newest)
    assert clock() - 4 * 10 * DAY > 0


def test_every_trigger_format_and_block_that_can_be_saved_has_its_part() -> None:
    loader = {part.name for part in assets.bundle("loader").parts}
    engine = {part.name for part in assets.bundle("engine").parts}
    assert {f"triggers/{name}" for name in TRIGGERS} <= loader
    assert {f"message/formats/{name}" for name in FORMATS} <= engine
    assert {f"message/blocks/{name}" for name in BLOCKS if name not in parts.PLAIN_BLOCKS} <= engine


def config(**changes: Any) -> parts.Config:
    return {"consent": {"mode": "off", "purposes": []}, "language": "en", "campaigns": [], **changes}


def holds(script: bytes, part: str, bundle: str) -> bool:
    code = next(one.code for one in assets.bundle(bundle).parts if one.name == part)
    return code.encode() in script


def test_a_site_gets_the_triggers_that_it_uses_and_what_these_need() -> None:
    script = parts.loader(config(campaigns=[{"triggers": [{"on": "cart_abandonment"}], "variants": {}}]))
    assert holds(script, "triggers/exit_intent", "loader") and holds(script, "triggers/inactivity", "loader")
    assert not holds(script, "triggers/scroll", "loader") and not holds(script, "law", "loader")


def test_a_site_that_asks_gets_the_law_and_the_desk() -> None:
    asking = config(consent={"mode": "ask", "purposes": []})
    assert holds(parts.loader(asking), "law", "loader")
    assert holds(parts.engine(asking, has_carts=False), "decision", "engine")
    assert not holds(parts.engine(config(), has_carts=False), "decision", "engine")


@pytest.mark.parametrize(
    ("campaign", "has_carts"),
    [
        ({"triggers": [{"on": "cart_abandonment"}], "variants": {}}, False),
        (
            {
                "triggers": [],
                "variants": {},
                "audience": {"any": [{"not": {"fact": "cart.value", "op": "gt", "value": 5}}]},
            },
            False,
        ),
        ({"triggers": [], "variants": {}}, True),
    ],
    ids=["by its trigger", "by a fact deep in its audience", "by what the shop told before"],
)
def test_the_cart_is_linked_in_where_it_is_spoken_of(campaign: Any, has_carts: bool) -> None:
    assert holds(parts.engine(config(campaigns=[campaign]), has_carts), "carts/cart", "engine")


def test_without_carts_the_cart_is_left_to_a_chunk() -> None:
    campaign = {"triggers": [{"on": "exit_intent"}], "variants": {}}
    assert not holds(parts.engine(config(campaigns=[campaign]), has_carts=False), "carts/cart", "engine")


def test_an_unknown_part_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="triggers/telepathy"):
        assets.linked("loader", {"triggers/telepathy"})
