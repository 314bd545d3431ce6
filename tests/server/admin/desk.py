"""Somebody at the admin, without a browser: signed in, and with the token that the pages' forms carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.cast import Person
from winback.models import Login


@dataclass
class Desk:
    client: FlaskClient
    csrf: str

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def send(self, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        """As one of our own pages sends a form."""
        return self.client.post(path, data={"csrf": self.csrf, **(form or {})})

    def save(self, path: str, draft: dict[str, Any]) -> TestResponse:
        """As the editor saves."""
        return self.client.post(path, json=draft, headers={"X-CSRF-Token": self.csrf})


def sit_down(person: Person) -> Desk:
    """The person has signed in a moment ago."""
    service = person.app.extensions["winback"]
    with service.db.writing() as session:
        login, secret = Login.start(session, person.user, service.clock())
    client = person.app.test_client()
    client.set_cookie("winback", secret)
    return Desk(client, login.csrf)
