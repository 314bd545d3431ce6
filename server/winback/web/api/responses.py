"""What visitors answered."""

import uuid
from typing import Any

from ...reports.responses import path_of, response, responses
from ..errors import invalid, not_found
from ..schemas.campaign import slug
from ..schemas.fields import one_of
from ..schemas.paging import RangeQuery, page_of
from ..schemas.records import ResponseOut, ResponseWithPath, event_json, response_json
from .base import Resources
from .resource import Resource, after, page, session, site_by
from .times import period_of

blueprint = Resources("responses", "Whole or partial sets of answers.")


class ResponseQuery(RangeQuery):
    campaign = slug()
    complete = one_of("true", "false")


@blueprint.of_site("/responses")
class Responses(Resource):
    @blueprint.arguments(ResponseQuery, location="query")
    @blueprint.response(200, page_of(ResponseOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Responses, the newest first."""
        owner = site_by(site)
        rows = responses(
            session(),
            owner,
            period_of(owner, query),
            campaign=query.get("campaign"),
            complete=query["complete"] == "true" if "complete" in query else None,
            after=after_row(query["cursor"]),
            limit=query["limit"] + 1,
        )
        shown = page(rows, query["limit"], lambda row: [row.response.started_at, str(row.response.exposure)])
        return {**shown, "items": [response_json(row) for row in shown["items"]]}


@blueprint.of_site("/responses/<response_id>")
class OneResponse(Resource):
    @blueprint.response(200, ResponseWithPath)
    def get(self, site: str | None, response_id: str) -> dict[str, Any]:
        """One response, with the way that the visitor came in that visit."""
        owner = site_by(site)
        exposure = uuid_of(response_id)
        row = response(session(), owner, exposure) if exposure else None
        if row is None:
            raise not_found()
        return {**response_json(row), "path": [event_json(event) for event in path_of(session(), row.response)]}


def after_row(cursor: str | None) -> tuple[int, uuid.UUID] | None:
    """A cursor over time and id. Raises a 422."""
    last = after(cursor, int, str)
    if last is None:
        return None
    found = uuid_of(last[1])
    if found is None:
        raise invalid("cursor", "No cursor of this list.")
    return last[0], found


def uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
