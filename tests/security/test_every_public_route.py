"""Whatever is sent to whichever public route: never a 500, a reason from the closed list, and alike on both databases."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.security.hostile import body_maker, requests_of, rows_about
from tests.security.test_hostile_inputs import LEAKS, NOTICE, Stage, arranged, values_for
from tests.server.hosted.forms import NPS, WHY, launch
from tests.server.ingest.senders import CHROME, NOON, PAGE
from tests.support.clock import TestClock
from winback.app import PUBLIC_ROUTES, create_app
from winback.assets import chunk_bodies
from winback.config import load_settings
from winback.ids import new_site_key, uuid7
from winback.ingest.dropped import DROPS, REFUSALS
from winback.ingest.properties import OWN_EVENTS
from winback.models import Base, ConsentRecord, Event, Picture, PictureFile, Response, Subscriber, Visit
from winback.web.own_domain import MOUNT

ROUTES = {route.name: route for route in PUBLIC_ROUTES}
POSTS = sorted(name for name, route in ROUTES.items() if route.method == "POST")
GETS = sorted(name for name, route in ROUTES.items() if route.method == "GET")
PICTURE = "ab" * 16
CHUNK = sorted(chunk_bodies())[0]
STORED: list[type[Base]] = [Event, ConsentRecord, Visit, Response, Subscriber]
ROWS = rows_about("")
# refusals of routes that count nothing
BESIDES = ("method_not_allowed", "not_found", "unknown_chunk", "unknown_picture")
FEW = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


class Known(dict[str, str]):
    """What the placeholders stand for; rows about other routes have things in them that only look like one."""

    def __missing__(self, name: str) -> str:
        return name


@pytest.fixture(scope="module")
def stages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Stage]]:
    """One stage on each database for all that is sent: what came before must not matter."""
    key = new_site_key()
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("routes")
        yield [stack.enter_context(stage_on(kind, key, request, folder)) for kind in ("sqlite", "postgresql")]


@contextmanager
def stage_on(kind: str, key: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Stage]:
    with request.getfixturevalue(f"{kind}_databases").fresh(folder) as url:
        chosen = {"WINBACK_DATA": str(folder / kind), "WINBACK_DATABASE_URL": url}
        rates = {"WINBACK_RATE_PER_ADDRESS": "10000000", "WINBACK_RATE_PER_SITE": "100000000"}
        app = create_app(load_settings({**chosen, **rates, "WINBACK_SECRET_KEY": "x" * 32}), clock=TestClock())
        stage = arranged(app, key)
        furnish(stage)
        yield stage
        app.extensions["winback"].close()


def furnish(stage: Stage) -> None:
    """A page of its own and a picture: so that no route has only ever nothing to give."""
    launch(stage.db, stage.site, "ask", [{"id": "s1", "blocks": [NPS, WHY], "next": None}])
    with stage.db.writing() as session:
        picture = Picture(
            site_id=stage.site.id,
            hash=PICTURE,
            source_hash=PICTURE,
            name="vase",
            alt={},
            kind="photo",
            width=8,
            height=8,
            widths=[8],
            bytes=4,
            created_at=NOON,
        )
        session.add(picture)
        session.flush()
        session.add(PictureFile(picture_id=picture.id, width=8, body=b"RIFF"))


def real(route: str, key: str) -> str:
    """The route with what is really there in its placeholder."""
    names = {"/f/{slug}": f"{key}.ask", "/w/c/{hash}.js": CHUNK, "/w/m/{name}.webp": f"{PICTURE}-8"}
    return re.sub(r"\{\w+\}", names.get(route, key), route)


def post(
    stages: list[Stage], route: str, body: bytes, headers: dict[str, str] | None = None, mount: str = ""
) -> tuple[int, Any]:
    """The answer of both, which is checked and must be the same. `mount` is `/wb` for the shop's own domain."""
    said = {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain", **(headers or {})}
    answers = []
    for stage in stages:
        path = real(route, stage.site.key)
        answers.append(checked(stage.app.test_client().post(mount + path, data=body, headers=said)))
    assert answers[0] == answers[1], "not the same on both databases"
    return answers[0]


def checked(answer: Any) -> tuple[int, Any]:
    assert answer.status_code < 500, answer.data
    assert not [leak for leak in LEAKS if leak in answer.text], answer.text
    if answer.mimetype == "text/html":
        return checked_page(answer)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if answer.status_code == 200:
        said = answer.json
        assert {dropped["reason"] for dropped in said.get("dropped", [])} <= set(DROPS)
        said.get("receipt", {}).pop("hash", None)  # a chain hash holds what came before on its own database
        return 200, said
    assert answer.content_type == "application/problem+json"
    assert answer.json["reason"] in (*REFUSALS, *BESIDES)
    return answer.status_code, answer.json


def checked_page(answer: Any) -> tuple[int, Any]:
    """What a person reads: no other site may, and nothing on it runs."""
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.status_code in (403, 404, 413, 422, 429)
    return answer.status_code, answer.text


def stored(stages: list[Stage]) -> list[list[int]]:
    return [[stage.count(model) for model in STORED] for stage in stages]


def assert_well(stages: list[Stage]) -> None:
    good = body_maker(values())("1").encode()
    assert post(stages, "/e/{key}", good) == (200, {"accepted": 1, "dropped": []})


def values() -> dict[str, str]:
    return {"VISITOR": "8f" * 16, "SESSION": "0f" * 16, "MS": str(NOON), "PAGE": PAGE["url"], "NOTICE": NOTICE}


@pytest.mark.slow
@pytest.mark.parametrize("route", POSTS)
def test_every_hostile_body_at_every_route(route: str, stages: list[Stage]) -> None:
    """Also bodies that are meant for another route: there they store nothing."""
    known = Known(values_for(stages))
    before, sent = stored(stages), 0
    for row in ROWS:
        for hostile in requests_of(row, known):
            status, _ = post(stages, route, hostile.body, hostile.headers, mount=("", MOUNT)[sent % 2])
            sent += 1
            assert status in (200, 400, 403, 404, 413, 415, 422), (row["id"], hostile.name)
    assert sent > 200
    if route not in ("/e/{key}", "/c/{key}"):
        assert stored(stages) == before
    assert_well(stages)


@pytest.mark.slow
@pytest.mark.parametrize("route", GETS)
def test_every_hostile_text_in_an_address_and_its_headers(route: str, stages: list[Stage]) -> None:
    known = Known(values_for(stages))
    before = stored(stages)
    texts = {h.body.decode("utf-8", "replace")[:500] for row in ROWS for h in requests_of(row, known)}
    answered: Counter[int] = Counter()
    for number, text in enumerate(sorted(texts)):
        stage = stages[number % 2]  # nothing is stored, so one of them will do
        client = stage.app.test_client()
        mount = ("", MOUNT)[number // 2 % 2]
        there = mount + real(route, stage.site.key)
        line = re.sub(r"[\r\n\0]", " ", text).encode("latin-1", "replace").decode("latin-1")
        named = {"If-None-Match": line, "Accept-Encoding": line, "Origin": line, "User-Agent": line}
        for answer in (
            client.get(mount + re.sub(r"\{\w+\}", lambda _, text=text: text, route)),
            client.get(there, query_string={"q": text, "visitor": text, text: "1"}),
            client.get(there, headers=named),
        ):
            answered[answer.status_code] += 1
            assert answer.status_code in (200, 304, 404), (text, answer.status_code)
            assert not [leak for leak in LEAKS[:4] if leak in answer.text]
    assert answered[200] > len(texts), "what is there was never asked for"
    assert stored(stages) == before
    assert_well(stages)


@pytest.mark.parametrize(
    "name", ["%00", "a%00b", "%ED%A0%80", "%ff", "%F0%9F%98%80", "'", "0" * 16, "0" * 5000, "%2e%2e", ""]
)
@pytest.mark.parametrize("route", sorted(ROUTES))
def test_an_address_that_is_none(route: str, name: str, stages: list[Stage]) -> None:
    path = re.sub(r"\{\w+\}", name, route)
    method = ROUTES[route].method
    headers = {"Origin": "https://shop.example", "Content-Type": "text/plain"}
    answers = [stage.app.test_client().open(path, method=method, data=b"{}", headers=headers) for stage in stages]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].status_code in (200, 404)
    assert answers[0].data == answers[1].data


# ---- invented batches ----

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(), max_size=12),
    st.sampled_from(
        ["", "\0", "e" * 600, "2026-11-20", "javascript:alert(1)", "=1+1", "https://shop.example/x", "EUR"]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
IDS = [str(uuid7(NOON + number)) for number in range(6)]  # few, so that some come again
KEYS = st.sampled_from(
    "campaign version arm epoch trigger exposure variant format block action how step value ms complete path email "
    "lists text_id items currency transaction_id visible_ms scroll_pct source k constructor __proto__".split()
)


def mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(good, good, good, good, ANYTHING)


EVENT = st.fixed_dictionaries(
    {
        "id": mostly(st.sampled_from(IDS)),
        "name": mostly(st.sampled_from(sorted(OWN_EVENTS)) | st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)),
    },
    optional={
        "age_ms": mostly(st.integers(0, 10**9)),
        "properties": mostly(
            st.dictionaries(KEYS, mostly(st.sampled_from(["cart-saver", "a", 1, IDS[0], 9])), max_size=6)
        ),
        "more": ANYTHING,
    },
)
BATCH = st.fixed_dictionaries(
    {
        "v": mostly(st.just(1)),
        "visitor": mostly(st.sampled_from(["8f" * 16, "7e" * 16, None])),
        "consent": mostly(st.just({"mode": "off", "purposes": []})),
        "page": mostly(st.just(PAGE)),
        "events": mostly(st.lists(mostly(EVENT), min_size=1, max_size=4)),
    },
    optional={"session": mostly(st.none()), "sent_at": mostly(st.just(NOON)), "staff": ANYTHING, "more": ANYTHING},
)
DECISION = st.fixed_dictionaries(
    {
        "v": mostly(st.just(1)),
        "id": mostly(st.sampled_from(IDS)),
        "consent_id": mostly(st.just("0f" * 16)),
        "visitor": mostly(st.sampled_from(["8f" * 16, None])),
        "notice": mostly(st.just(NOTICE)),
        "purposes": mostly(st.fixed_dictionaries({"analytics": st.booleans(), "personalization": st.booleans()})),
        "how": mostly(st.sampled_from(["click", "keyboard", "api", "gpc"])),
        "page": mostly(st.just({"url": PAGE["url"]})),
    },
    optional={"layer": ANYTHING, "language": ANYTHING, "shown_ms": ANYTHING, "age_ms": ANYTHING, "gpc": ANYTHING},
)


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


@pytest.mark.slow
@FEW
@given(batch=BATCH)
def test_invented_batches(stages: list[Stage], batch: dict[str, Any]) -> None:
    before = stored(stages)
    status, said = post(stages, "/e/{key}", written(batch))
    if status == 200:
        assert said["accepted"] + len(said["dropped"]) == len(batch["events"])
    if status != 200 or not said["accepted"]:
        assert stored(stages) == before
        assert_well(stages)


@pytest.mark.slow
@FEW
@given(decision=DECISION)
def test_invented_decisions(stages: list[Stage], decision: dict[str, Any]) -> None:
    before = stored(stages)
    status, said = post(stages, "/c/{key}", written(decision))
    if status != 200:
        assert stored(stages) == before
    if status == 200:
        assert set(said["receipt"]) == {"id", "consent_id", "recorded_at"}


@pytest.mark.slow
@FEW
@given(batch=BATCH, at=st.integers(0, 400), cut=st.integers(0, 8), noise=st.binary(max_size=8))
def test_damaged_bodies(stages: list[Stage], batch: dict[str, Any], at: int, cut: int, noise: bytes) -> None:
    body = written(batch)
    for route in POSTS:
        post(stages, route, body[:at] + noise + body[at + cut :])


@pytest.mark.slow
@FEW
@given(said=ANYTHING, code=ANYTHING, exposure=mostly(st.sampled_from(IDS)))
def test_invented_requests_for_a_code_or_a_mark(stages: list[Stage], said: Any, code: Any, exposure: Any) -> None:
    for body in (said, {"campaign": "cart-saver", "exposure": exposure}, {"code": code}):
        post(stages, "/w/{key}/code", written(body))
        post(stages, "/w/{key}/staff", written(body))


def test_after_all_of_it_the_service_is_well(stages: list[Stage]) -> None:
    assert_well(stages)
