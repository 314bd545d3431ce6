"""`winback import events` and `winback export events`."""

from __future__ import annotations

import csv
import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.cli_transfer import export_command, import_command
from winback.clock import HOUR, rfc3339
from winback.config import Settings
from winback.models.site import Site


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("WINBACK_DATA", str(settings.data))
    monkeypatch.setenv("WINBACK_DATABASE_URL", settings.database_url)


def bring_in(file: Path, site: Site) -> Result:
    return CliRunner().invoke(import_command, ["events", str(file), "--site", str(site.id)])


def write_out(site: Site, *options: str) -> str:
    result = CliRunner().invoke(export_command, ["events", "--site", str(site.id), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(person: Person, site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.api.get(f"/api/v1/sites/{site.id}/events?limit=200").json["items"]
    return found


def event(number: int, **parts: Any) -> dict[str, Any]:
    known = {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number))), "name": "page_view"}
    return {**known, "time": rfc3339(NOON - number * HOUR), "visitor": visitor(number), **parts}


def lines(tmp_path: Path, *events: dict[str, Any] | str) -> Path:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(e if isinstance(e, str) else json.dumps(e) for e in events) + "\n")
    return file


def test_a_file_comes_in_once_however_often_it_is_brought(alice: Person, shop: Site, tmp_path: Path) -> None:
    file = lines(tmp_path, *(event(number) for number in range(1200)))
    first = bring_in(file, shop)
    assert first.exit_code == 0, first.output
    assert first.stdout == "1,200 events of The shop are in; 0 lines were not taken.\n"
    again = bring_in(file, shop)
    assert again.stdout == first.stdout
    page = alice.api.get(f"/api/v1/sites/{shop.id}/events?limit=200").json
    count = len(page["items"])
    while page["next"]:
        page = alice.api.get(f"/api/v1/sites/{shop.id}/events?limit=200&cursor={page['next']}").json
        count += len(page["items"])
    assert count == 1200


def test_a_broken_line_is_named_and_costs_the_others_nothing(alice: Person, shop: Site, tmp_path: Path) -> None:
    file = lines(
        tmp_path,
        event(1),
        "{broken",
        event(2, name="Page View"),
        event(3, id="seven"),
        "[]",
        "",
        event(4, colour="red"),
        event(5, time="yesterday"),
        event(6),
    )
    result = bring_in(file, shop)
    assert result.exit_code == 1
    assert result.stdout == "2 events of The shop are in; 6 lines were not taken.\n"
    named = [line.partition(":")[0] for line in result.stderr.splitlines() if line.startswith("line ")]
    assert named == ["line 2", "line 3", "line 4", "line 5", "line 7", "line 8"]
    assert "line 7: unknown field colour" in result.stderr
    assert "line 8: bad_event at time" in result.stderr
    assert {row["visitor"] for row in rows(alice, shop)} == {visitor(1), visitor(6)}


def test_events_without_ids_get_the_same_ones_again(alice: Person, shop: Site, tmp_path: Path) -> None:
    told = {"name": "page_view", "time": rfc3339(NOON), "visitor": visitor(1)}
    file = lines(tmp_path, told, told, {**told, "name": "signup"})
    bring_in(file, shop)
    bring_in(file, shop)
    assert sorted(row["name"] for row in rows(alice, shop)) == ["page_view", "page_view", "signup"]


def test_csv_comes_in_by_its_header(alice: Person, shop: Site, tmp_path: Path) -> None:
    file = tmp_path / "events.CSV"
    order = uuid.uuid4()
    file.write_text(
        "id,name,time,visitor,page.url,properties.value,properties.currency,properties.transaction_id,properties\n"
        f'{order},purchase,{rfc3339(NOON)},{visitor(1)},https://shop.example/p,19.99,EUR,1001,"{{""coupon"": ""TEN""}}"\n'
        f",signup,{rfc3339(NOON - HOUR)},{visitor(1)},,,,,\n"
        f"{uuid.uuid4()},signup\n"
        f',signup,{rfc3339(NOON)},,,,,,"[1]"\n'
    )
    result = bring_in(file, shop)
    assert result.stdout == "2 events of The shop are in; 2 lines were not taken.\n", result.output
    assert "line 4: 2 cells under 9 columns" in result.stderr
    assert "line 5: properties is no JSON object" in result.stderr
    signup, purchase = rows(alice, shop)
    assert (purchase["id"], purchase["value"], purchase["currency"]) == (str(order), 19.99, "EUR")
    assert purchase["properties"]["coupon"] == "TEN"
    assert purchase["page"]["path"] == "/p"
    assert signup["properties"] == {}


@pytest.mark.parametrize("header", ["id,name,tiem", "id,name,name", "id,name,page"])
def test_a_header_that_means_nothing_stops_the_import(shop: Site, tmp_path: Path, header: str) -> None:
    file = tmp_path / "events.csv"
    file.write_text(f"{header}\n1,2,3\n")
    result = bring_in(file, shop)
    assert result.exit_code == 1
    assert "column" in result.stderr


def test_bytes_that_are_no_utf8_spoil_their_line_only(alice: Person, shop: Site, tmp_path: Path) -> None:
    good = f"page_view,{rfc3339(NOON)},https://shop.example/".encode()
    file = tmp_path / "events.csv"
    file.write_bytes(b"name,time,page.url\n" + good + b"\n" + good + b"\xff\n" + good + b"2\n")
    result = bring_in(file, shop)
    assert "line 3: no UTF-8" in result.stderr
    assert len(rows(alice, shop)) == 2


def tell(person: Person, site: Site) -> None:
    campaign(person, site, "nps", {"a": NPS}, kind="survey")
    told = Told(person, site)
    exposure = told.met(visitor(1), "nps", "a", NOON - HOUR)
    told.answered(visitor(1), exposure, 9, NOON - HOUR + 5000)
    told.bought(visitor(1), 50, NOON, "=o1")
    told.events[-1]["page"]["title"] = '=HYPERLINK("http://evil.example","Win, now")'
    told.events[0]["source"] = "browser"
    told.send()


@pytest.mark.parametrize("options", [(), ("--csv",)], ids=["json lines", "csv"])
def test_what_was_written_out_can_be_brought_in_elsewhere(
    alice: Person, shop: Site, tmp_path: Path, options: tuple[str, ...]
) -> None:
    tell(alice, shop)
    file = tmp_path / ("events.csv" if options else "events.jsonl")
    result = CliRunner().invoke(export_command, ["events", "--site", str(shop.id), *options, "-o", str(file)])
    assert result.exit_code == 0, result.output
    made = alice.api.post("/api/v1/sites", json={"name": "Second", "zone": "Europe/Berlin"}).json
    alice.api.post(f"/api/v1/sites/{made['id']}/campaigns", json={"name": "x"})
    second = Site(id=int(made["id"]), name="Second", key=made["key"])
    alice.api.patch(f"/api/v1/sites/{second.id}", json={"origins": ["https://shop.example"]})
    campaign(alice, second, "nps", {"a": NPS}, kind="survey")
    brought = bring_in(file, second)
    assert brought.exit_code == 0, brought.output
    kept = ("id", "name", "time", "visitor", "campaign", "arm", "page", "value", "currency", "source", "properties")
    assert [{key: row[key] for key in kept} for row in rows(alice, second)] == [
        {key: row[key] for key in kept} for row in rows(alice, shop)
    ]


def test_an_export_holds_what_the_api_shows(alice: Person, shop: Site) -> None:
    tell(alice, shop)
    assert [json.loads(line) for line in write_out(shop).splitlines()] == rows(alice, shop)


def test_an_exported_cell_is_never_a_formula(alice: Person, shop: Site) -> None:
    tell(alice, shop)
    table = list(csv.DictReader(io.StringIO(write_out(shop, "--csv"), newline="")))
    assert len(table) == 3
    assert table[2]["page.title"] == '\'=HYPERLINK("http://evil.example","Win, now")'
    assert table[2]["value"] == "50.0"
    assert json.loads(table[2]["properties"])["transaction_id"] == "=o1"


def test_an_export_can_be_of_some_days(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    for number in range(4):
        told.add(visitor(number), "page_view", NOON - number * 24 * HOUR)
    told.send()
    assert len(write_out(shop, "--from", "2026-11-18", "--to", "2026-11-20").splitlines()) == 2
    wrong = CliRunner().invoke(export_command, ["events", "--site", str(shop.id), "--from", "May"])
    assert wrong.exit_code == 2
    assert "--from" in wrong.stderr


def test_which_site_is_meant_must_be_clear(alice: Person, shop: Site, tmp_path: Path) -> None:
    file = lines(tmp_path, event(1))
    result = CliRunner().invoke(import_command, ["events", str(file)])
    assert result.exit_code == 1
    assert "The shop" in result.stderr
    by_key = CliRunner().invoke(import_command, ["events", str(file), "--site", shop.key])
    assert by_key.exit_code == 0, by_key.output
