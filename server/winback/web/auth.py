"""Who is signed in to the admin: one login cookie, its row, and nothing that tells which accounts exist."""

from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from flask import g, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ..clock import MINUTE
from ..db.engine import UNREACHABLE
from ..ids import fingerprint
from ..ingest.guards import network_of
from ..models import Login, User
from ..models.user import LONGEST_PASSWORD, verify_password
from .public import client_address
from .service import service
from .throttle import Throttle

LONGEST_PASSWORD_BYTES = 4 * LONGEST_PASSWORD  # as many as UTF-8 may need
_PATIENCE_SECONDS = 1.0
_SEEN_EVERY = 5 * MINUTE  # a write for every page would make readers wait for the database


@dataclass(frozen=True)
class Refused:
    """`retry_after` seconds where there were too many tries, else None: the pair of words was wrong."""

    retry_after: int | None = None


def load_login() -> None:
    """Sets `g.login` and `g.user`: whose browser this is, or None."""
    g.login = g.user = None
    secret = request.cookies.get(cookie_name())
    if not secret:
        return
    now = service().clock()
    with service().db.reading() as session:
        login = session.get(Login, fingerprint(secret))
        user = session.get(User, login.user_id) if login else None
    if login is None or user is None or user.disabled_at or not login.is_alive(now):
        return
    g.login, g.user = login, user
    if now - login.seen_at > _SEEN_EVERY:
        _keep_alive(login, now)


def sign_in(email: str, password: str) -> str | Refused:
    """The secret for the login cookie, or why not. Takes as long for an account that does not exist."""
    now = service().clock()
    keys = [f"account:{email.strip().lower()[:320]}", f"network:{_network()}"]
    wait = throttle().take(keys, now)
    if wait:
        return Refused(retry_after=wait)
    user = _user_with(email, password)
    if user is None:
        return Refused()
    throttle().give_back(keys)
    with service().db.writing() as session:
        _delete_login(session)
        _, secret = Login.start(session, user, now)
    return secret


def sign_out() -> None:
    with service().db.writing() as session:
        _delete_login(session)


def change_password(user: User, current: str, new: str) -> Refused | None:
    """Ends every other login of this person, with the new password set. None where it is done.

    A stolen cookie must not be enough, nor be able to guess: the current password is asked for, and tries are counted.
    """
    # Not counted with the tries to sign in: strangers who guess must not keep the owner from changing the password.
    keys = [f"signed in:{user.id}", f"network:{_network()}"]
    wait = throttle().take(keys, service().clock())
    if wait:
        return Refused(retry_after=wait)
    if _user_with(user.email, current) is None:
        return Refused()
    throttle().give_back(keys)
    with service().db.writing() as session:
        session.get_one(User, user.id).set_password(new)
        others = sa.delete(Login).where(Login.user_id == user.id, Login.token_hash != g.login.token_hash)
        session.execute(others)
    return None


def set_login_cookie(response: Response, secret: str) -> None:
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=Login.LIFETIME // 1000,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=service().settings.is_secure,
    )


def clear_login_cookie(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=service().settings.is_secure)


def cookie_name() -> str:
    """With the prefix a browser lets nobody but this very host set the cookie, and only by https."""
    return "__Host-winback" if service().settings.is_secure else "winback"


def throttle() -> Throttle:
    return service().login_throttle


def relative(address: str) -> str | None:
    """An address on this server to go on to after login; None where it would lead elsewhere."""
    is_path = address.startswith("/") and not address.startswith("//")
    is_plain = "\\" not in address and address.isprintable() and len(address) <= 2000
    return address if is_path and is_plain else None


def _user_with(email: str, password: str) -> User | None:
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        return None
    query = sa.select(User).where(User.email == email.strip().lower())
    with service().db.reading() as session:
        user = session.scalar(query) if len(email) <= 320 and "\x00" not in email else None
    return user if verify_password(user, password) else None


def _delete_login(session: Session) -> None:
    secret = request.cookies.get(cookie_name())
    if secret:
        session.execute(sa.delete(Login).where(Login.token_hash == fingerprint(secret)))


def _keep_alive(login: Login, now: int) -> None:
    """Nobody waits for it, or is kept from reading while nothing can be written."""
    with suppress(*UNREACHABLE), service().db.writing(_PATIENCE_SECONDS) as session:
        session.execute(sa.update(Login).where(Login.token_hash == login.token_hash).values(seen_at=now))


def _network() -> str:
    return network_of(client_address(request.environ, service().settings.trusted_proxies))
