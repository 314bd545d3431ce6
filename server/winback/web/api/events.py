"""Events: from a shop's server in, raw rows out."""

import uuid
from typing import Any, ClassVar

from marshmallow import fields, validate

from ...ingest.faults import Busy, ReadOnly
from ...ingest.pipeline import MOST_SERVER_EVENTS, accept_server
from ...reports.events import events
from ..errors import Refusal
from ..schemas.fields import Strict, event_name, matching
from ..schemas.paging import RangeQuery, page_of
from ..schemas.records import EventOut, event_json
from ..service import service
from .base import Resources
from .consent import HEX
from .resource import Resource, page, session, site_by
from .responses import after_row
from .times import period_of

blueprint = Resources("events", "What happened: told by a server, and read back row by row.")
RETRY_SECONDS = "5"


class EventQuery(RangeQuery):
    visitor = matching(HEX, "32 hex digits.")
    name = event_name()


class EventsIn(Strict):
    """Each event: `id` (UUID), `name`, `time` (RFC 3339), `visitor` or `customer`, `page`, `properties`.

    One that can't be taken is named in the answer and costs the others nothing.
    """

    events = fields.List(fields.Dict(), required=True, validate=[validate.Length(1, MOST_SERVER_EVENTS)])


class DroppedOut(Strict):
    id = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    path = fields.String()
    message = fields.String()


class Outcome(Strict):
    accepted = fields.Integer(required=True)
    dropped = fields.List(fields.Nested(DroppedOut), required=True)


@blueprint.of_site("/events")
class Events(Resource):
    changes: ClassVar[tuple[str, ...]] = ()  # the recorder writes; holding the gate here would block it

    @blueprint.arguments(EventQuery, location="query")
    @blueprint.response(200, page_of(EventOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The raw rows, the oldest first, with visit, arm and flags."""
        owner = site_by(site)
        rows = events(
            session(),
            owner,
            period_of(owner, query),
            visitor=uuid.UUID(query["visitor"]) if "visitor" in query else None,
            name=query.get("name"),
            after=after_row(query["cursor"]),
            limit=query["limit"] + 1,
        )
        shown = page(rows, query["limit"], lambda row: [row.event.time, str(row.event.id)])
        return {**shown, "items": [event_json(row) for row in shown["items"]]}

    @blueprint.arguments(EventsIn)
    @blueprint.response(200, Outcome)
    def post(self, body: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Up to 1,000 events of now or long ago, recorded once by their ids."""
        now = service().clock()
        try:
            outcome = accept_server(service().recorder, site_by(site).id, body["events"], now)
        except Busy as busy:
            raise Refusal(503, f"Nothing was recorded: {busy}.", Retry_After=RETRY_SECONDS) from None
        except ReadOnly:
            raise Refusal(503, "The database takes no writes.", reason="read_only", Retry_After="60") from None
        return {"accepted": outcome.accepted, "dropped": [dropped.as_json() for dropped in outcome.dropped]}
