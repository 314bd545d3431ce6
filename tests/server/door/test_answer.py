"""What is left of a request's body when its answer is ready."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from winback.door.answer import LEFT_OVER, answering
from winback.door.bodies import Bodies
from winback.door.under_way import UnderWay


class Connection:
    """As the web server gives it to us: it keeps how much of the body was taken when the answer came."""

    def __init__(self, body: io.BytesIO) -> None:
        self.body = body
        self.taken: list[int] = []

    def response_bytes(self, *answer: Any) -> None:
        self.taken.append(self.body.tell())


def asks_for_nothing(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("401 Unauthorized", [])
    return [b"{}"]


def asks_for_a_byte(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    environ["wsgi.input"].read(1)
    return asks_for_nothing(environ, start_response)


def taken(app: Any, length: int, **said: str) -> list[int]:
    body = io.BytesIO(b"x" * length)
    connection = Connection(body)
    scope = {"REMOTE_ADDR": "127.0.0.1", "wsgi.input": body, **said}
    answering(app, Bodies(9, 9), 0, UnderWay())(connection, scope)
    return connection.taken


@pytest.mark.parametrize("app", [asks_for_nothing, asks_for_a_byte])
def test_a_body_that_nobody_has_read_is_taken_before_the_answer(app: Any) -> None:
    assert taken(app, 20, CONTENT_LENGTH="20") == [20]
    assert taken(app, 20, HTTP_TRANSFER_ENCODING="chunked") == [20]


def test_the_rest_of_a_long_body_is_not_waited_for() -> None:
    assert taken(asks_for_nothing, LEFT_OVER + 1, CONTENT_LENGTH=str(LEFT_OVER + 1)) == [0]
    assert taken(asks_for_nothing, LEFT_OVER + 1, HTTP_TRANSFER_ENCODING="chunked") == [LEFT_OVER]
