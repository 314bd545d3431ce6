"""`winback erase`: a visitor who asks to be forgotten."""

import re
from uuid import UUID

import click

from .cli_database import chosen_site, database
from .clock import now_ms
from .ingest.customers import visitors_of_customer
from .ingest.facts import Sites
from .ingest.forget import forget_visitor, overwritten
from .privacy.erase import empty_decisions


@click.command("erase")
@click.option("--site", "wanted", help="The site's id or key; may be left out where there is one site only.")
@click.option("--visitor", help="32 hex digits: what `winback('visitor')` says in their browser.")
@click.option("--customer", help="Or the shop's own name for its customer, as its server tells it with orders.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def erase_command(wanted: str | None, visitor: str | None, customer: str | None, yes: bool) -> None:
    """Erase a visitor: events, visits, answers, addresses and orders that nobody else told of, out of every count.

    Decisions of consent stay as proof, without the visitor and without what they were shown. It can't be taken back.
    """
    if (visitor is None) == (customer is None):
        raise click.UsageError("Name either --visitor or --customer.")
    if visitor is not None and not re.fullmatch(r"[0-9a-f]{32}", visitor, re.ASCII):
        raise click.UsageError("A visitor is 32 hex digits.")
    with database() as db:
        site = Sites(db).by_id(chosen_site(db, wanted).id)
        if site is None:
            raise click.ClickException("The site is gone.")
        people = [UUID(visitor)] if visitor else visitors_of_customer(site, customer or "")
        if not yes:
            click.confirm(f"Erase {visitor or customer} for good?", abort=True)
        with db.gate(), db.write_engine.connect() as connection, connection.begin(), overwritten(connection):
            now = now_ms()
            events = sum(forget_visitor(connection, site, who, now) for who in people)
            decisions = sum(empty_decisions(connection, site.id, who) for who in people)
        if db.is_sqlite:
            db.empty_log()
    click.echo(f"Erased: {events:,} events, and everything that followed from them. Emptied: {decisions:,} decisions.")
