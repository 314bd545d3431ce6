"""`winback recount`: the numbers that are kept ready, counted again from the stored events."""

import sys
from collections.abc import Callable, Iterable, Iterator

import click
import sqlalchemy as sa

from .cli_database import chosen_site, database
from .db.engine import Database
from .ingest.facts import Sites
from .ingest.recount import recount_parts, recount_purchases
from .ingest.recount_sessions import recount_sessions
from .ingest.recount_showings import recount_showings
from .models import Site
from .rollups import Difference, recount_answers, recount_campaigns, recount_events

MOST_SHOWN = 50


@click.command("recount")
@click.option("--site", "wanted", help="The site's id or key; without it, every site.")
@click.option("--dry-run", is_flag=True, help="Say what differs, and change nothing.")
def recount_command(wanted: str | None, dry_run: bool) -> None:
    """Count again from the stored events, and mend what differs.

    Visits, which sight of a message was its first, purchases, each visitor's part in experiments, and the counts by the quarter-hour and the day. The service may go on meanwhile.
    Ends with 1 when something differed. Drops and refusals are no stored events: they can't be counted again.
    """
    differing = 0
    with database() as db:
        for site_id in _sites(db, wanted):
            for each in differences(db, site_id, mends=not dry_run):
                differing += 1
                if differing <= MOST_SHOWN:
                    click.echo(_told(each))
    if differing > MOST_SHOWN:
        click.echo(f"… and {differing - MOST_SHOWN:,} more")
    verb = "differ" if dry_run else "differed and are mended"
    click.echo(f"{differing:,} rows {verb}." if differing else "Everything is as the events say.")
    if differing:
        raise SystemExit(1)


def _sites(db: Database, wanted: str | None) -> list[int]:
    if wanted is not None:
        return [chosen_site(db, wanted).id]
    with db.reading() as session:
        return list(session.scalars(sa.select(Site.id).order_by(Site.id)))


def differences(db: Database, site_id: int, *, mends: bool) -> Iterator[Difference]:
    """Every row that is counted and differs from what the events say, in all tables that reports read."""
    site = Sites(db).by_id(site_id)
    if site is None:  # deleted meanwhile
        return
    # In this order: what comes later is counted from what came before.
    parts: list[Iterable[Difference]] = [
        recount_sessions(db, site, mends=mends, tell=_progress("visits of visitors")),
        recount_showings(db, site, mends=mends, tell=_progress("messages seen")),
        recount_purchases(db, site, mends=mends, tell=_progress("orders")),
        recount_parts(db, site, mends=mends, tell=_progress("parts of visitors in campaigns")),
        recount_events(db, site_id, mends=mends),
        recount_answers(db, site_id, mends=mends),
        recount_campaigns(db, site_id, mends=mends),
    ]
    for part in parts:
        yield from part


def _progress(what: str) -> Callable[[int], None]:
    """Says how far it is, to who looks on; of millions of events it takes minutes."""

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what}: {done:,} … ", err=True, nl=False)

    return tell


def _told(each: Difference) -> str:
    key = ", ".join(str(part) for part in each.key)
    return f"{each.table} ({key}): was {_plain(each.was)}, is {_plain(each.is_now)}"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {each}" for name, each in value.items()) + "}"
    return "nothing" if value is None else str(value)
