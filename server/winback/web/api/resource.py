"""One request's dealings: a session that is committed at the end, the site that is meant, lists in pages."""

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar

import orjson
import sqlalchemy as sa
from flask import g, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from ...db.engine import Database
from ...models import Site
from ...models.site import site_for, sites_of
from ..errors import invalid, not_found
from ..service import service
from ..tokens import caller
from .once import TakenKey, answer_once, replay


class Work:
    """The request's transaction, opened when first asked for: checking a body must not hold up the writers."""

    def __init__(self, db: Database, writes: bool) -> None:
        self.writes = writes
        self.after_commit: list[Callable[[], None]] = []
        self._db = db
        self._stack = ExitStack()
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        if self._session is None:
            opened = self._db.writing() if self.writes else self._db.reading()
            self._session = self._stack.enter_context(opened)
        return self._session

    def commit(self) -> None:
        """What is done is done, and holds up nobody any more. What is asked from now on only reads."""
        self._stack.close()
        self._session, self.writes = None, False

    def __enter__(self) -> "Work":
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)
        if error[0] is None:
            for call in self.after_commit:
                call()


class Resource(MethodView):
    """A resource of the API. Methods in `changes` run in a writing transaction, the others only read."""

    changes: ClassVar[Sequence[str]] = ("POST", "PUT", "PATCH", "DELETE")
    only_asks: ClassVar[bool] = False  # a POST changes nothing: repeated, it is answered anew
    hides: ClassVar[Sequence[str]] = ()  # what a repeated POST is not told again

    def dispatch_request(self, **arguments: Any) -> ResponseReturnValue:
        try:
            with Work(service().db, request.method in self.changes) as g.work:
                if request.method == "POST" and not self.only_asks:
                    return answer_once(lambda: super(Resource, self).dispatch_request(**arguments), g.work, self.hides)
                return super().dispatch_request(**arguments)
        except (TakenKey, IntegrityError):
            # Perhaps it was the same request, with the same key, that was quicker.
            return replay()


def session() -> Session:
    work: Work = g.work
    return work.session


def commit() -> None:
    """Ends the transaction before the end of the request: what takes long afterwards must not hold it open."""
    work: Work = g.work
    work.commit()


def site_by(site_id: str | None) -> Site:
    """The site of this address. Raises a 404 where the caller may not see it.

    Without an id it is the `?site=` of a flat address, or else the only site that the token sees.
    """
    who = caller()
    given = site_id or request.args.get("site")
    if given is None:
        sites = sites_of(session(), who.user, who.token)
        if len(sites) != 1:
            raise invalid("site", f"The token sees {len(sites)} sites: say which one is meant.")
        return sites[0]
    found = site_for(session(), who.user, row_id(given), who.token)
    if found is None:
        raise not_found()
    return found


def row_id(text: str) -> int:
    """A row's id out of an address. Raises a 404 for what can be none."""
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text, re.ASCII):
        raise not_found()
    return int(text)


def publish_after_commit(site: Site) -> None:
    """Visitors get the site's script anew, if something touched the site."""
    work: Work = g.work
    work.after_commit.append(lambda: service().publisher.forget(site.key))


# ---- pages of a list ----


def page(rows: Sequence[Any], limit: int, key: Callable[[Any], Iterable[Any]]) -> dict[str, Any]:
    """`rows` (one more than `limit` where there are more) as a page; `key` says after what the next begins."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": shown, "next": cursor(key(shown[-1])) if more else None}


def page_by(
    column: InstrumentedAttribute[int], rows: sa.Select[Any], query: dict[str, Any], as_json: Callable[[Any], Any]
) -> dict[str, Any]:
    """The asked-for page of the rows, in the order of a number that no two of them share."""
    if last := after(query["cursor"], int):
        rows = rows.where(column > last[0])
    found = session().scalars(rows.order_by(column).limit(query["limit"] + 1)).all()
    shown = page(found, query["limit"], lambda row: [getattr(row, column.key)])
    return {**shown, "items": [as_json(row) for row in shown["items"]]}


def after(cursor: str | None, *kinds: type) -> list[Any] | None:
    """What a cursor says, its parts of these kinds. Raises a 422 for one that the API never gave."""
    if cursor is None:
        return None
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise invalid("cursor", "No cursor of this list.") from None
    fits = isinstance(parts, list) and [type(part) for part in parts] == list(kinds)
    if not fits or any(isinstance(part, int) and abs(part) >= 2**63 for part in parts):
        raise invalid("cursor", "No cursor of this list.")
    return list(parts)


def cursor(parts: Iterable[Any]) -> str:
    """What `after` reads back."""
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).rstrip(b"=").decode()
