"""Provable consent: the decisions, and the notices that they were made on."""

import uuid
from typing import Any

import sqlalchemy as sa

from ...models import ConsentNotice, ConsentRecord
from ..errors import not_found
from ..schemas.fields import matching
from ..schemas.paging import PageQuery, RangeQuery, page_of
from ..schemas.records import ConsentRecordOut, NoticeOut, record_json
from .base import Resources
from .resource import Resource, after, page, session, site_by
from .times import period_of

blueprint = Resources("consent", "Provable consent: what was shown, what was decided.")
HEX = r"^[0-9a-f]{32}$"


class RecordQuery(RangeQuery):
    consent_id = matching(HEX, "32 hex digits.")
    visitor = matching(HEX, "32 hex digits.")


@blueprint.of_site("/consent/records")
class Records(Resource):
    @blueprint.arguments(RecordQuery, location="query")
    @blueprint.response(200, page_of(ConsentRecordOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Decisions, the newest first, each with its place in the chain."""
        owner = site_by(site)
        found = sa.select(ConsentRecord).where(
            ConsentRecord.site_id == owner.id, period_of(owner, query).holds(ConsentRecord.recorded_at)
        )
        for column in ("consent_id", "visitor"):
            if column in query:
                found = found.where(getattr(ConsentRecord, column) == uuid.UUID(query[column]))
        if last := after(query["cursor"], int):
            found = found.where(ConsentRecord.seq < last[0])
        rows = session().scalars(found.order_by(ConsentRecord.seq.desc()).limit(query["limit"] + 1)).all()
        shown = page(rows, query["limit"], lambda record: [record.seq])
        return {**shown, "items": [record_json(record) for record in shown["items"]]}


@blueprint.of_site("/consent/notices")
class Notices(Resource):
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_of(NoticeOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Every notice that visitors ever decided on, the newest first."""
        notice = ConsentNotice
        found = sa.select(notice).where(notice.site_id == site_by(site).id)
        if last := after(query["cursor"], int, str):
            at, name = last
            found = found.where(notice.published_at <= at, sa.or_(notice.published_at < at, notice.hash < name))
        found = found.order_by(notice.published_at.desc(), notice.hash.desc()).limit(query["limit"] + 1)
        return page(session().scalars(found).all(), query["limit"], lambda one: [one.published_at, one.hash])


@blueprint.of_site("/consent/notices/<notice>")
class OneNotice(Resource):
    @blueprint.response(200, NoticeOut)
    def get(self, site: str | None, notice: str) -> ConsentNotice:
        """One notice by its hash: the exact texts and choices."""
        owner = site_by(site)
        found = None if "\x00" in notice else session().get(ConsentNotice, (owner.id, notice))
        if found is None:
            raise not_found()
        return found
