"""Segments: saved, named audiences by what the server knows of visitors."""

from typing import Any

import sqlalchemy as sa

from ...models import Segment, Site
from ...models.named import free_slug
from ...reports.segment import segment_size
from ...rules.profile import RECENT_DAYS
from ...targeting.server_facts import segments_in_use
from ..errors import Refusal, not_found
from ..in_use import InUse
from ..schemas.campaign import slug_of
from ..schemas.paging import PageQuery, page_of
from ..schemas.problems import Malformed
from ..schemas.segment import SegmentCreate, SegmentOut, SegmentPatch, SizeOut, segment_json, size_json
from ..segments import change_segment, create_segment, delete_segment, lately, segment_in
from ..service import service
from .base import Resources
from .counting import counted
from .resource import Resource, page_by, publish_after_commit, session, site_by

blueprint = Resources("segments", "Saved, named audiences: visitors by what the server knows of them.")


@blueprint.of_site("/segments")
class Segments(Resource):
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_of(SegmentOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The site's segments, in the order in which they were made."""
        owner = site_by(site)
        segments, users = sa.select(Segment).where(Segment.site_id == owner.id), segments_in_use(session(), owner.id)
        return page_by(Segment.id, segments, query, lambda one: segment_json(one, users.get(one.slug, [])))

    @blueprint.arguments(SegmentCreate)
    @blueprint.response(201, SegmentOut)
    def post(self, parts: dict[str, Any], site: str | None) -> dict[str, Any]:
        """A new segment. Its id is made from its name, unless one is given."""
        owner = site_by(site)
        slug = parts.get("id") or free_slug(session(), owner, Segment, slug_of(parts["name"], "segment"))
        if free_slug(session(), owner, Segment, slug) != slug:
            raise Refusal(409, f"The site has a segment {slug} already.")
        try:
            return _json(create_segment(session(), owner, slug, parts["name"], parts["rule"], service().clock()))
        except Malformed as error:
            raise Refusal(422, errors=error.errors) from None


@blueprint.of_site("/segments/<segment>")
class OneSegment(Resource):
    @blueprint.response(200, SegmentOut)
    def get(self, site: str | None, segment: str) -> dict[str, Any]:
        """One segment and the live campaigns that use it."""
        return _json(_segment_by(site_by(site), segment))

    @blueprint.arguments(SegmentPatch)
    @blueprint.response(200, SegmentOut)
    def patch(self, parts: dict[str, Any], site: str | None, segment: str) -> dict[str, Any]:
        """Sets what is sent. Live campaigns go by the new rule within a minute."""
        found = _segment_by(site_by(site), segment)
        if parts.get("id", found.slug) != found.slug:
            raise Refusal(422, errors=[{"path": "id", "message": f"Can't be set; it is {found.slug}."}])
        try:
            change_segment(found, parts, service().clock())
        except Malformed as error:
            raise Refusal(422, errors=error.errors) from None
        publish_after_commit(found.site)
        session().flush()
        return _json(found)

    @blueprint.response(204)
    @blueprint.alt_response(409, "CONFLICT")
    def delete(self, site: str | None, segment: str) -> None:
        """Removes a segment that no live campaign uses."""
        found = _segment_by(site_by(site), segment)
        try:
            delete_segment(session(), found)
        except InUse as error:
            raise Refusal(
                409, f"Live campaigns use this segment: {error}. Pause them first.", reason="in_use"
            ) from None


@blueprint.of_site("/segments/<segment>/size")
class SegmentSize(Resource):
    @blueprint.response(200, SizeOut)
    @blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
    def get(self, site: str | None, segment: str) -> dict[str, Any]:
        """How many of the visitors of the last 90 days are in it now."""
        owner = site_by(site)
        found = _segment_by(owner, segment)
        size = counted(segment_size, owner, lately(owner, service().clock()), found.rule)
        return size_json(size, RECENT_DAYS)


def _segment_by(site: Site, slug: str) -> Segment:
    """The site's segment. Raises a 404."""
    found = segment_in(session(), site, slug)
    if found is None:
        raise not_found()
    return found


def _json(segment: Segment) -> dict[str, Any]:
    return segment_json(segment, segments_in_use(session(), segment.site_id).get(segment.slug, []))
