"""Where a visitor is decides how the visitor is asked: in the script, in what is stored, and in what is proved."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.ingest.senders import told
from tests.server.test_publish import launched
from tests.support.cast import Person
from winback.countries import country_of
from winback.db.engine import Database
from winback.models import ConsentNotice, Site
from winback.models.consent_policy import ConsentPolicy

GERMANY, AMERICA, KOREA = "88.198.0.1", "8.8.8.8", "210.89.160.1"
IPV6 = "2a01:4f8::1"
REGIONS = [{"countries": ["EU", "GB"], "mode": "ask"}, {"countries": ["US"], "mode": "optout"}]
POLICY = ConsentPolicy.of("off", REGIONS)
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        (GERMANY, "DE"),
        (AMERICA, "US"),
        (KOREA, "KR"),
        (f"::ffff:{KOREA}", "KR"),
        (IPV6, "DE"),
        ("2001:4860:4860::8888", "US"),
        ("240e::1", "CN"),
        ("2001:db8::1", None),
        ("fe80::1", None),
        ("::1", None),
        ("127.0.0.1", None),
        ("192.168.1.7", None),
        (None, None),
    ],
)
def test_an_address_is_in_a_country_or_unknown(address: str | None, country: str | None) -> None:
    assert country_of(address) == country


@pytest.mark.parametrize(
    ("country", "mode"),
    [("DE", "ask"), ("NO", "ask"), ("RE", "ask"), ("GB", "ask"), ("US", "optout"), ("KR", "off"), (None, "ask")],
    ids=[
        "in the EU",
        "beside the EU",
        "far from the EU and part of it",
        "named",
        "another region",
        "elsewhere",
        "unknown: the strictest",
    ],
)
def test_the_country_decides_the_mode(country: str | None, mode: str) -> None:
    assert POLICY.mode_for(country) == mode


def test_without_regions_one_mode_holds_for_all() -> None:
    policy = ConsentPolicy("optout")
    assert {policy.mode_at(address) for address in (GERMANY, IPV6, None)} == {"optout"}
    assert policy.modes == ["optout"]


@pytest.fixture
def regional(alice: Person, shop: Site, db: Database) -> Site:
    answer = alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_regions": REGIONS})
    assert answer.json["consent_regions"] == REGIONS
    with db.reading() as session:
        return session.get_one(Site, shop.id)


def asked(client: FlaskClient, path: str, address: str) -> Any:
    return client.get(path, environ_overrides={"REMOTE_ADDR": address})


def test_each_region_gets_a_script_of_its_own_that_no_shared_cache_keeps(client: FlaskClient, regional: Site) -> None:
    modes = {GERMANY: "ask", AMERICA: "optout", KOREA: "off", IPV6: "ask"}
    tags = {}
    for path in (f"/w/{regional.key}.js", f"/wb/w/{regional.key}.js", f"/w/{regional.key}.json"):
        for address, mode in modes.items():
            answer = asked(client, path, address)
            assert f'"mode":"{mode}"' in answer.text
            assert answer.headers["Cache-Control"] == "private, max-age=60, must-revalidate"
            tags[path, mode] = answer.headers["ETag"]
    assert len(set(tags.values())) == len(tags) == 9


def test_without_regions_a_shared_cache_may_keep_the_script(client: FlaskClient, shop: Site) -> None:
    assert asked(client, f"/w/{shop.key}.js", GERMANY).headers["Cache-Control"] == "max-age=60, must-revalidate"


@pytest.mark.parametrize(
    ("address", "dropped"),
    [(GERMANY, ["no_consent"]), (IPV6, ["no_consent"]), (KOREA, [])],
    ids=["EU", "IPv6", "Korea"],
)
def test_what_is_stored_is_judged_by_the_region_and_not_by_the_claim(
    client: FlaskClient, regional: Site, address: str, dropped: list[str]
) -> None:
    envelope = {
        "v": 1,
        "visitor": "8f14e45fceea167a5a36dedd4bea2543",
        "consent": {"mode": "off", "purposes": []},
        "page": {"url": "https://shop.example/"},
        "events": [told("page_view")],
    }
    answer = client.post(
        f"/e/{regional.key}",
        json=envelope,
        headers={"Origin": "https://shop.example"},
        environ_overrides={"REMOTE_ADDR": address},
    )
    assert [each["reason"] for each in answer.get_json()["dropped"]] == dropped


def test_the_notice_of_each_region_is_kept_for_proof(
    client: FlaskClient, db: Database, regional: Site, clock: Any
) -> None:
    launched(db, regional, "consent_banner", clock())
    client.application.extensions["winback"].publisher.forget(regional.key)
    for address, mode in ((GERMANY, "ask"), (AMERICA, "optout"), (KOREA, "off")):
        script = asked(client, f"/w/{regional.key}.js", address).text
        with db.reading() as session:
            notices = {each.content["mode"]: each.hash for each in session.query(ConsentNotice)}
        assert f'"notice":"{notices[mode]}"' in script


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("regions", "path"),
    [
        ([{"countries": ["XQ"], "mode": "ask"}], "consent_regions[0].countries[0]"),
        ([{"countries": [], "mode": "ask"}], "consent_regions[0].countries"),
        ([{"countries": ["DE"], "mode": "never"}], "consent_regions[0].mode"),
        ([{"countries": ["DE"], "mode": "ask"}, {"countries": ["DE"], "mode": "off"}], "consent_regions"),
    ],
    ids=["no country", "no countries", "no mode", "a country twice"],
)
def test_a_region_is_refused_at_its_field(alice: Person, shop: Site, regions: Any, path: str) -> None:
    refused = alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_regions": regions})
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]
