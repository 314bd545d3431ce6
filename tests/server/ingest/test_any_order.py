"""Whatever order, batching and repetition events arrive in, the tables come out the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.ingest.senders import CONSENT_TEXT, NOON, PAGE, content, visitor_in
from winback.clock import HOUR, MINUTE, rfc3339
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.ingest.arrival import Batch
from winback.ingest.dropped import Dropped
from winback.ingest.facts import SiteFacts, Sites, text_id
from winback.ingest.keep import keep
from winback.ingest.places import place
from winback.ingest.reading import Scene
from winback.ingest.recount_sessions import recount_sessions
from winback.ingest.steps import BROWSER, SERVER, walk
from winback.models import (
    Answer,
    AnswerCount,
    Base,
    Campaign,
    CampaignCount,
    CampaignDay,
    Event,
    EventCount,
    Participation,
    Purchase,
    Response,
    Site,
    Subscriber,
    Visit,
)
from winback.rollups import recount_answers, recount_campaigns, recount_events

EXPOSURES = [UUID(int=0x0193_0000_0000_7000_8000_0000_0000_0000 + n) for n in range(1, 6)]


@pytest.fixture
def arranged(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    upgrade(database)
    yield database
    database.close()


def new_site(db: Database) -> SiteFacts:
    """A site with two campaigns, the first of which has two epochs."""
    with db.writing() as session:
        site = Site(name="s", origins=["https://shop.example"], consent_mode="off", created_at=NOON)
        session.add(site)
        for slug, goal in (("one", None), ("two", {"event": "signup", "window_days": 1})):
            campaign = Campaign(
                site=site, slug=slug, name=slug, content=content(goal), epochs=[], version=0, created_at=0, updated_at=0
            )
            session.add(campaign)
            session.flush()
            campaign.launch(None, NOON)
            if slug == "one":
                second = {**campaign.epochs[0], "id": 2, "since": rfc3339(NOON), "seed": "other"}
                campaign.epochs = [*campaign.epochs, second]
    found = Sites(db).by_id(site.id)
    assert found
    return found


# ---- what happens ----

moments = st.integers(0, 60).map(lambda n: n * 17 * MINUTE) | st.sampled_from([0, 30 * MINUTE, 24 * HOUR])
# Few of everything, so that things meet: the hard cases are those where one event changes what another means.
visitors = st.sampled_from(["ben", "ben", "ben", "ann", None])
exposure_ids = st.sampled_from(EXPOSURES[:3]).map(str)
amounts = st.sampled_from([0, 10, 12.5])
currencies = st.sampled_from(["EUR", "EUR", "USD", None])
transactions = st.sampled_from(["T1", "T1", "T2"])


def happening(name: str, **properties: Any) -> st.SearchStrategy[dict[str, Any]]:
    kept = {key: value if isinstance(value, st.SearchStrategy) else st.just(value) for key, value in properties.items()}
    return st.fixed_dictionaries(
        {
            "name": st.just(name),
            "age": moments,
            "who": visitors,
            "is_server": st.booleans() if name in ("purchase", "refund", "exposure") else st.just(False),
            "is_bot": st.sampled_from([False, False, False, True]),
            "properties": st.fixed_dictionaries(kept),
        }
    )


exposures = happening(
    "exposure",
    campaign=st.sampled_from(["one", "two"]),
    version=1,
    arm=st.sampled_from(["b", "b", "a", "control"]),
    epoch=st.sampled_from([1, 1, 2]),
    trigger="exit_intent",
)
others = st.one_of(
    happening("page_view"),
    happening("signup"),
    happening("impression", exposure=exposure_ids, variant="a", format="popup"),
    happening("click", exposure=exposure_ids, block="b", action="next"),
    happening("answer", exposure=exposure_ids, step="s1", block="score", value=st.integers(0, 10)),
    happening(
        "answer", exposure=exposure_ids, step="s1", block="why", value=st.sampled_from(["price", {"other": "?"}])
    ),
    happening("response", exposure=exposure_ids, complete=st.booleans(), path=st.sampled_from([["s1"], []])),
    happening(
        "subscribe",
        exposure=st.none() | exposure_ids,
        email=st.sampled_from(["a@example.com", "b@example.com"]),
        lists=st.sampled_from([["x"], ["y", "x"]]),
        text_id=st.sampled_from([text_id(CONSENT_TEXT), text_id("something else")]),
    ),
    happening("purchase", transaction_id=transactions, value=amounts, currency=currencies),
    happening("refund", transaction_id=transactions, value=amounts, currency=currencies),
)
histories = st.tuples(st.lists(exposures, min_size=1, max_size=5), st.lists(others, min_size=6, max_size=20)).map(
    lambda both: [*both[0], *both[1]]
)


def event_id(index: int, said: dict[str, Any]) -> UUID:
    return EXPOSURES[index] if said["name"] == "exposure" else UUID(int=0x0193_0000_0000_7000_9000 << 48 | index)


def arrive(site: SiteFacts, index: int, said: dict[str, Any]) -> Batch:
    """One event as one request, through the real steps."""
    people = {"ann": UUID(int=3), "ben": UUID(visitor_in("b", _first_campaign(site))), None: None}
    visitor = people[said["who"]]
    raw = {"id": str(event_id(index, said)), "name": said["name"], "properties": said["properties"]}
    if said["is_server"]:
        raw |= {"time": NOON - said["age"], "visitor": visitor and visitor.hex}
        passed = walk(SERVER, raw, 0, Scene(site, NOON))
    else:
        raw["age_ms"] = said["age"]
        where = place(PAGE["url"], None, None, None)
        passed = walk(BROWSER, raw, 0, Scene(site, NOON, visitor, where, site.consent.default, is_bot=said["is_bot"]))
    assert not isinstance(passed, Dropped), passed
    return Batch(site, [passed])


class _Facts:
    def __init__(self, epochs: list[Any]) -> None:
        self.epochs = epochs


def _first_campaign(site: SiteFacts) -> Any:
    return _Facts([site.campaigns["one"].epochs[1]])


# ---- what comes out ----


MODELS: tuple[type[Base], ...] = (
    *(Event, Visit, Response, Answer, Purchase, Participation, Subscriber),
    *(EventCount, AnswerCount, CampaignCount, CampaignDay),
)


def tables(db: Database, site: SiteFacts) -> dict[str, list[str]]:
    """Every row that came of it, with sessions named by whose they are and when they began."""
    with db.reading() as session:
        visits = session.scalars(sa.select(Visit).where(Visit.site_id == site.id)).all()
        names = {v.id: f"{v.visitor} since {v.started_at}" for v in visits}
        assert len(set(names.values())) == len(names)
        found: dict[str, list[str]] = {}
        for model in MODELS:
            found[model.__name__] = sorted(
                str(_values(row, names, site)) for row in session.scalars(sa.select(model).where(_of(model, site)))
            )
        return found


def _of(model: type[Base], site: SiteFacts) -> Any:
    if hasattr(model, "site_id"):
        return model.site_id == site.id
    return model.campaign_id.in_(site.by_id)  # type: ignore[attr-defined]


def _values(row: Any, names: dict[UUID, str], site: SiteFacts) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    if isinstance(row, Visit):
        values["id"] = names[row.id]
    elif values.get("session_id"):
        values["session_id"] = names[values["session_id"]]
    if values.get("campaign_id"):
        values["campaign_id"] = site.by_id[values["campaign_id"]].slug
    values.pop("site_id", None)
    return values


def commit(db: Database, batches: list[Batch]) -> None:
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        for kept in keep(connection, batches):
            assert kept.dropped == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories, seed=st.integers(0, 2**32))
def test_order_batching_and_repetition_change_nothing(arranged: Database, history: list[Any], seed: int) -> None:
    chance = random.Random(seed)
    together, shuffled = new_site(arranged), new_site(arranged)

    commit(arranged, [arrive(together, i, said) for i, said in enumerate(history)])

    order = [*enumerate(history), *chance.choices(list(enumerate(history)), k=3)]
    chance.shuffle(order)
    while order:
        size = chance.randint(1, 5)
        commit(arranged, [arrive(shuffled, i, said) for i, said in order[:size]])
        del order[:size]

    once, again = tables(arranged, together), tables(arranged, shuffled)
    for name in once:
        assert once[name] == again[name], name
    assert list(recount_sessions(arranged, shuffled)) == []
    for counted_again in (recount_events, recount_answers, recount_campaigns):
        assert list(counted_again(arranged, shuffled.id)) == []


def test_the_check_sees_every_kind_of_row(arranged: Database) -> None:
    """Else the test above could pass by comparing nothing."""
    site = new_site(arranged)
    steps = itertools.count(1)

    def said(name: str, **properties: Any) -> dict[str, Any]:
        age = (20 - next(steps)) * MINUTE
        return {
            "name": name,
            "age": age,
            "who": "ben",
            "is_server": False,
            "is_bot": False,
            "properties": properties,
        }

    x = str(EXPOSURES[0])
    history = [
        said("exposure", campaign="one", version=1, arm="b", epoch=1, trigger="t"),
        said("impression", exposure=x, variant="b", format="popup"),
        said("answer", exposure=x, step="s1", block="score", value=9),
        said("response", exposure=x, complete=True, path=["s1"]),
        said("subscribe", exposure=x, email="a@example.com", lists=["x"], text_id=text_id(CONSENT_TEXT)),
        said("purchase", transaction_id="T1", value=10, currency="EUR"),
    ]
    commit(arranged, [arrive(site, i, each) for i, each in enumerate(history)])
    sizes = {name: len(found) for name, found in tables(arranged, site).items()}
    assert sizes == {
        "Event": 6,
        "Visit": 1,
        "Response": 1,
        "Answer": 1,
        "Purchase": 1,
        "Participation": 1,
        "Subscriber": 1,
        "EventCount": 6,
        "AnswerCount": 1,
        "CampaignCount": 1,
        "CampaignDay": 1,
    }
