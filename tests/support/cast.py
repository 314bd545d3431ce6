"""The people of the tests: alice owns the shop's site, bob works on it, charlie must see nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from winback.models.user import Token, User

PASSWORD = "correct horse battery staple"


@dataclass
class Person:
    app: Flask
    user: User
    api_token: str
    password: str = PASSWORD

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def bearer(self) -> dict[str, str]:
        """The headers of a call to the API in this person's name."""
        return {"Authorization": f"Bearer {self.api_token}"}

    @property
    def api(self) -> FlaskClient:
        """A client whose every call carries the person's token: `alice.api.get("/api/v1/sites")`."""
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = self.bearer["Authorization"]
        return client


def join(session: Session, app: Flask, name: str, now: int) -> Person:
    """A person with a login and a token for the API."""
    user = User(email=f"{name}@example.com", name=name.capitalize(), password_hash=password_hash(), created_at=now)
    session.add(user)
    session.flush()
    _, secret = Token.issue(session, user, "tests", now)
    return Person(app, user, secret)


@cache
def password_hash() -> str:
    """A real hash that is quick to check, as the hash itself says: a tenth of a second for each that signs in adds up."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
