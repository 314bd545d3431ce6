"""`winback user add` and `winback user password`: who may sign in."""

import click
import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from .clock import now_ms
from .config import load_settings
from .db.engine import Database
from .db.migrate import upgrade
from .models import Login, User
from .models.user import WeakPassword


@click.group("user")
def user_command() -> None:
    """Add users and reset passwords."""


_PASSWORD = click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given."
)


@user_command.command("add")
@click.argument("email")
@click.option("--name", default="", help="How the admin greets them.")
@_PASSWORD
def add(email: str, name: str, password: str) -> None:
    """Add a user who signs in with EMAIL."""
    db = _database()
    user = User(email=_email(email), name=name, created_at=now_ms())
    _set_password(user, password)
    with db.writing() as session:
        if session.scalar(sa.select(User).where(User.email == user.email)):
            raise click.ClickException(f"{user.email} is a user already; `winback user password` resets the password.")
        session.add(user)
    click.echo(f"{user.email} can sign in now.")


@user_command.command("password")
@click.argument("email")
@_PASSWORD
def password(email: str, password: str) -> None:
    """Set a new password for EMAIL and sign them out everywhere."""
    db = _database()
    with db.writing() as session:
        user = session.scalar(sa.select(User).where(User.email == _email(email)))
        if user is None:
            raise click.ClickException(f"{email} is no user; `winback user add` makes one.")
        _set_password(user, password)
        session.execute(sa.delete(Login).where(Login.user_id == user.id))
    click.echo(f"{user.email} has a new password and is signed out everywhere. API tokens stay as they are.")


def _database() -> Database:
    db = Database(load_settings().database_url)
    upgrade(db)
    return db


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(str(error)) from None


def _set_password(user: User, password: str) -> None:
    try:
        user.set_password(password)
    except WeakPassword as error:
        raise click.ClickException(f"{error}.") from None
