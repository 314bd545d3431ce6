"""`winback serve`: run the service."""

import click
import sqlalchemy as sa

from .config import Settings, load_settings
from .db.engine import Database
from .db.migrate import upgrade
from .models import User
from .serve import check_place, serve


@click.command("serve")
@click.option("--reload", is_flag=True, help="Start again when the code changes (for development).")
def serve_command(reload: bool) -> None:
    """Run the service until Ctrl-C or SIGTERM.

    Every setting is an environment variable WINBACK_*; docs/operator.md lists them.
    """
    settings = load_settings()
    check_place(settings)  # before anything is written there
    _greet(settings)
    serve(settings, reload=reload)


def _greet(settings: Settings) -> None:
    db = Database(settings.database_url)
    try:
        upgrade(db)
        with db.reading() as session:
            has_user = session.scalar(sa.select(User.id).limit(1)) is not None
    finally:
        db.close()
    click.echo(f"Winback listens on http://{settings.host}:{settings.port}  (admin: {settings.url}/admin/)")
    click.echo(f"Data: {settings.data}")
    if not has_user:
        click.echo("Nobody can sign in yet. Make the first user:  winback user add you@example.com")
