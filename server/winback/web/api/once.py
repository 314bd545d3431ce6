"""`Idempotency-Key`: a repeated POST changes nothing again and is answered as the first was."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...clock import DAY
from ...models import IdempotentAnswer
from ..errors import Refusal, invalid
from ..service import service
from ..tokens import caller

HEADER = "Idempotency-Key"
KEPT_MS = 1 * DAY


class TakenKey(Exception):
    """Another request with the same key was quicker; what this one did is rolled back."""


class _Work(Protocol):
    writes: bool

    @property
    def session(self) -> Session: ...


def answer_once(answer: Callable[[], ResponseReturnValue], work: _Work, hides: Sequence[str]) -> ResponseReturnValue:
    """The answer; under a key that is known, the one that was given before. Raises TakenKey."""
    if HEADER not in request.headers:
        return answer()
    if not re.fullmatch(r"[!-~]{1,200}", request.headers[HEADER], re.ASCII):
        raise invalid(HEADER, "1 to 200 visible ASCII characters.")
    known = _known()
    if known:
        return _again(known)
    response = make_response(answer())  # a refusal is raised, so that it can come again under its key
    _keep(response, work, hides)
    return response


def replay() -> Response:
    """What the quicker request with the same key was answered. Raises a 409 where the quicker one was another."""
    known = _known() if HEADER in request.headers else None
    if known is None:
        raise Refusal(409, "Somebody changed the same thing at this moment: try again.")
    return _again(known)


def _keep(response: Response, work: _Work, hides: Sequence[str]) -> None:
    """Where the request writes, in its own transaction: both or neither."""
    body = response.get_json()
    if hides:
        body = {name: None if name in hides else value for name, value in body.items()}
    row = IdempotentAnswer(
        user_id=caller().user.id,
        key=request.headers[HEADER],
        request_hash=_request_hash(),
        status=response.status_code,
        body={"answer": body},
        created_at=service().clock(),
    )
    try:
        if work.writes:
            _insert(work.session, row)
        else:
            with service().db.writing() as session:
                _insert(session, row)
    except IntegrityError:
        raise TakenKey from None


def _insert(session: Session, row: IdempotentAnswer) -> None:
    old = IdempotentAnswer.created_at <= row.created_at - KEPT_MS
    session.execute(sa.delete(IdempotentAnswer).where(IdempotentAnswer.user_id == row.user_id, old))
    session.add(row)
    session.flush()


def _known() -> IdempotentAnswer | None:
    with service().db.reading() as session:
        row = session.get(IdempotentAnswer, (caller().user.id, request.headers[HEADER]))
        return row if row and row.created_at > service().clock() - KEPT_MS else None


def _again(known: IdempotentAnswer) -> Response:
    if known.request_hash != _request_hash():
        raise Refusal(422, "This Idempotency-Key was used for another request.", reason="key_reused")
    response: Any = jsonify(known.body["answer"])
    response.status_code = known.status
    response.headers["Idempotency-Replayed"] = "true"
    return make_response(response)


def _request_hash() -> str:
    whole = b"\n".join([request.method.encode(), request.full_path.encode(), *_body()])
    return hashlib.sha256(whole).hexdigest()


def _body() -> Iterator[bytes]:
    """A form's files without what is between them, for that is another each time."""
    if request.mimetype != "multipart/form-data":
        yield request.get_data()
        return
    for name, file in request.files.items(multi=True):
        yield f"{name} {file.filename}".encode("utf-8", "replace")
        file.stream.seek(0)
        yield hashlib.sha256(file.stream.read()).digest()
        file.stream.seek(0)
