"""Who calls the API: a bearer token acts as its user, on one site or on all of the user's."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from flask import g, request

from ..clock import MINUTE
from ..ids import fingerprint
from ..models import Token, User
from .errors import Refusal
from .service import service

_BEARER = re.compile(r"(?i:Bearer) +(wbt_[A-Za-z0-9_-]{20,100})")


@dataclass(frozen=True)
class Caller:
    user: User
    token: Token


def require_token() -> None:
    """Lets the request pass with a living token in `Authorization`, and nowhere else. Raises a 401."""
    if request.method == "OPTIONS":
        return  # a browser asks what it may send before it sends its token
    g.caller = _caller(request.headers.get("Authorization", ""))


def caller() -> Caller:
    found: Caller = g.caller
    return found


def _caller(header: str) -> Caller:
    secret = _BEARER.fullmatch(header.strip(" "))
    now = service().clock()
    with service().db.reading() as session:
        query = sa.select(Token, User).join(User, Token.user_id == User.id)
        row = secret and session.execute(query.where(Token.token_hash == fingerprint(secret[1]))).first()
        if not row or not row[0].is_alive(now) or row[1].disabled_at is not None:
            raise Refusal(401, "Send `Authorization: Bearer TOKEN` with a living token.", WWW_Authenticate="Bearer")
    _note_use(row[0], now)
    return Caller(row[1], row[0])


def _note_use(token: Token, now: int) -> None:
    """To the minute: a write with each request would make readers wait for writers."""
    if token.last_used_at is not None and token.last_used_at > now - MINUTE:
        return
    with service().db.writing() as session:
        session.execute(sa.update(Token).where(Token.id == token.id).values(last_used_at=now))
