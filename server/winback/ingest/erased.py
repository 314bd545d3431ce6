"""What an erased visitor had done before, and a browser brings only now: it must not bring the person back."""

from uuid import UUID

from sqlalchemy.engine import Connection

from ..models import ErasedVisitor
from .ask import Question, write
from .dropped import Dropped
from .facts import SiteFacts
from .intake import Intake
from .rows import upsert

_OLDEST = Question(
    "SELECT erased_at FROM erased_visitor WHERE site_id = {site} AND erased_at > {since} ORDER BY erased_at LIMIT 1",
    {"since": "bigint"},
    "int",
)
_ERASED = Question(
    "SELECT mark, erased_at FROM erased_visitor WHERE site_id = {site} AND mark = {mark}", {"mark": "uuid"}, "uuid int"
)
_OLD = "DELETE FROM erased_visitor WHERE site_id = ? AND erased_at < ?"


def note_erasure(connection: Connection, site: SiteFacts, visitor: UUID, now: int) -> None:
    """Whatever the visitor did until now is not taken any more; what they do from now on is new."""
    mark = ErasedVisitor.mark_of(site.secret, visitor)
    upsert(connection, ErasedVisitor, [{"site_id": site.id, "mark": mark, "erased_at": now}])
    _let_go(connection, site.id, now)


def refuse_erased(intake: Intake) -> None:
    """Drops the events from before their visitor was erased. Mostly nobody was: then it is one look at an empty table."""
    connection, site = intake.connection, intake.site
    oldest = next((at for (at,) in _OLDEST.ask(connection, site.id, [(-1,)])), None)
    if oldest is None or not intake.fresh:
        return
    now = max(arrival.received_at for arrival in intake.fresh)
    if oldest < now - ErasedVisitor.KEPT_MS:
        _let_go(connection, site.id, now)
    visitors = {arrival.visitor for arrival in intake.fresh} - {None}
    marks = {ErasedVisitor.mark_of(site.secret, visitor): visitor for visitor in visitors if visitor}
    found = _ERASED.ask(connection, site.id, [(mark,) for mark in sorted(marks)])
    erased = {marks[mark]: at for mark, at in found}
    for arrival in intake.fresh:
        if arrival.visitor in erased and arrival.time <= erased[arrival.visitor]:
            intake.refused[arrival.id] = Dropped(str(arrival.id), "erased")
    intake.fresh = [arrival for arrival in intake.fresh if arrival.id not in intake.refused]


def _let_go(connection: Connection, site_id: int, now: int) -> None:
    write(connection, _OLD, [(site_id, now - ErasedVisitor.KEPT_MS)])
