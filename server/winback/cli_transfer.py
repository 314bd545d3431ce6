"""`winback import events` and `winback export events`: a site's history, in and out."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
import orjson
import sqlalchemy as sa
from click.termui import progressbar

from .cli_database import chosen_site, database
from .clock import now_ms
from .db.engine import Database
from .ingest.faults import Busy, ReadOnly
from .ingest.pipeline import accept_server
from .ingest.record import Recorder
from .models import Event, Site
from .reports.events import all_events
from .reports.period import BadPeriod, Period
from .web.csv import lines
from .web.event_lines import COLUMNS, BadHeader, Line, batches, cells_of, read_csv, read_json_lines
from .web.schemas.records import EventOut, event_json

TOGETHER = 500  # events a commit: an interrupted import loses at most these, and brings them when run again

_SITE = click.option("--site", "wanted", help="The site's id or key; may be left out where there is one site only.")


@click.group("import")
def import_command() -> None:
    """Bring events in from a file."""


@click.group("export")
def export_command() -> None:
    """Write events out to a file."""


@import_command.command("events")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_SITE
def import_events(file: Path, wanted: str | None) -> None:
    """Bring in the events of FILE: JSON lines, or CSV where its name ends in .csv.

    Each line has the fields of POST /api/v1/sites/SITE/events. An event that is there already is passed over by its
    id, so an interrupted import can simply be run again. A broken line is named and costs the others nothing.
    """
    with database() as db, _recorder(db) as recorder, file.open("rb") as source:
        site = chosen_site(db, wanted)
        read = read_csv if file.suffix.lower() == ".csv" else read_json_lines
        try:
            accepted, broken = _bring_in(recorder, site, read(source, site.key), file.stat().st_size)
        except BadHeader as error:
            raise click.ClickException(str(error)) from None
        except (Busy, ReadOnly) as error:
            raise click.ClickException(f"The database takes no more: {error}. Run the same import again.") from None
    for fault in broken:
        click.echo(fault, err=True)
    click.echo(f"{accepted:,} events of {site.name} are in; {len(broken):,} lines were not taken.")
    if broken:
        raise SystemExit(1)


@export_command.command("events")
@_SITE
@click.option("--from", "start", help="The first day, such as 2026-05-01, in the site's zone.")
@click.option("--to", "end", help="The day after the last.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of JSON lines; formulas are neutralised.")
@click.option("--output", "-o", type=click.File("wb"), default="-", help="The file to write; without it, the screen.")
def export_events(wanted: str | None, start: str | None, end: str | None, as_csv: bool, output: IO[bytes]) -> None:
    """Write the events of a site, the oldest first, one a line."""
    with database() as db:
        site = chosen_site(db, wanted)
        try:
            period = Period.parse(start, end, site.zone)
        except BadPeriod as error:
            raise click.BadParameter(str(error), param_hint=f"--{error.path}") from None
        count = sa.select(sa.func.count()).where(Event.site_id == site.id, period.holds(Event.time))
        with db.reading() as session:
            length = session.scalar(count)
        rows = (EventOut().dump(event_json(row)) for row in all_events(db, site, period))
        with progressbar(rows, length=length, label="Events", file=sys.stderr) as shown:
            for text in lines(COLUMNS, map(cells_of, shown)) if as_csv else map(_json_line, shown):
                output.write(text.encode())


def _json_line(row: dict[str, Any]) -> str:
    return orjson.dumps(row).decode() + "\n"


def _bring_in(recorder: Recorder, site: Site, told: Iterable[Line], size: int) -> tuple[int, list[str]]:
    """How many events are in, and what is wrong with the other lines, in their order."""
    accepted = 0
    broken: list[tuple[int, str]] = []
    with progressbar(length=size, label="Events", file=sys.stderr) as bar:
        for batch in batches(told, TOGETHER):
            broken += [(line.number, line.broken) for line in batch if line.event is None]
            events = {str(line.event["id"]): line for line in batch if line.event is not None}
            repeated = sum(line.event is not None for line in batch) - len(events)
            outcome = accept_server(recorder, site.id, [line.event for line in events.values() if line.event], now_ms())
            accepted += outcome.accepted + repeated
            for dropped in outcome.dropped:
                where = f" at {dropped.path}" if dropped.path else ""
                why = f": {dropped.message}" if dropped.message else ""
                broken.append((events[str(dropped.id)].number, f"{dropped.reason}{where}{why}"))
            bar.update(sum(line.size for line in batch))
    return accepted, [f"line {number}: {what}" for number, what in sorted(broken)]


@contextmanager
def _recorder(db: Database) -> Iterator[Recorder]:
    recorder = Recorder(db, now_ms, patience_seconds=120)
    try:
        yield recorder
    finally:
        recorder.close()
