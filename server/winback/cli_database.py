"""What commands that work on a database share: opening it, and finding the site that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa

from .config import load_settings
from .db.engine import Database
from .db.migrate import upgrade
from .models import Site
from .serve import check_place


@contextmanager
def database() -> Iterator[Database]:
    settings = load_settings()
    check_place(settings)
    db = Database(settings.database_url)
    upgrade(db)
    try:
        yield db
    finally:
        db.close()


def chosen_site(db: Database, wanted: str | None) -> Site:
    with db.reading() as session:
        sites = list(session.scalars(sa.select(Site).order_by(Site.id)))
    chosen = [site for site in sites if wanted is None or wanted in (str(site.id), site.key)]
    if len(chosen) == 1:
        return chosen[0]
    known = "; ".join(f"{site.id} is {site.name}" for site in sites) or "there is none yet"
    raise click.ClickException(f"Say which site by --site: {known}.")
