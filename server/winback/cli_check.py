"""`winback check`: every campaign's rule tests, for a terminal and for CI."""

from collections.abc import Iterator

import click
import sqlalchemy as sa

from .cli_database import chosen_site, database
from .models import Campaign
from .targeting.rule_tests import Outcome, advice, plainly, run, subject_of


@click.command("check")
@click.option("--site", "wanted", help="The site's id or key; may be left out where there is one site only.")
@click.option("--campaign", "slug", help="Only the campaign with this id.")
def check_command(wanted: str | None, slug: str | None) -> None:
    """Run the tests that are kept with a site's campaigns.

    Each failing test is named with the check that decided, what it saw and what would make it pass. Ends with 1 when a
    test fails. Campaigns in the archive are left out.
    """
    with database() as db, db.reading() as session:
        site = chosen_site(db, wanted)
        query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status != "archived")
        campaigns = [one for one in session.scalars(query.order_by(Campaign.slug)) if slug in (None, one.slug)]
        if slug and not campaigns:
            raise click.ClickException(f"{site.name} has no campaign {slug}.")
        outcomes = [(campaign.slug, outcome) for campaign in campaigns for outcome in run(subject_of(campaign))]
    failed = [(name, outcome) for name, outcome in outcomes if not outcome.passes]
    for name, outcome in failed:
        for line in _told(name, outcome):
            click.echo(line)
    click.echo(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed, in {len(campaigns)} campaigns.")
    if failed:
        raise SystemExit(1)


def _told(campaign: str, outcome: Outcome) -> Iterator[str]:
    if outcome.problem:
        yield f"{campaign}: {plainly(outcome.problem)}"
    reason = outcome.explanation.reason
    for words in advice(reason) if reason else []:
        yield f"  {plainly(words)}"
