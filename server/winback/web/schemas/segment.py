"""A segment on the wire."""

from typing import Any

from marshmallow import fields

from ... import rules
from ...models import Campaign, Segment
from ...rules.profile import PROFILE
from ...segments.membership import Size
from .campaign import name, slug
from .fields import Instant, Strict
from .problems import Errors, Said, bracketed


class SegmentChange(Strict):
    name = name()
    rule = fields.Dict()


class SegmentPatch(SegmentChange):
    """Also what can't be changed may be sent, as it was read."""

    id = slug()
    created_at = Instant()
    updated_at = Instant()
    used_by = fields.List(fields.String())


class SegmentCreate(SegmentChange):
    id = slug()
    name = name(required=True)
    rule = fields.Dict(required=True)


class SegmentOut(Strict):
    """`used_by`: the live campaigns whose rules name it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    rule = fields.Dict(required=True)
    used_by = fields.List(fields.String(), required=True)
    created_at = Instant(required=True)
    updated_at = Instant(required=True)


class SizeOut(Strict):
    """`visitors` of `of` were here in `days` and are in the segment; estimated where not `is_exact`."""

    visitors = fields.Integer(required=True)
    of = fields.Integer(required=True)
    days = fields.Integer(required=True)
    is_exact = fields.Boolean(required=True)
    left_out = fields.List(fields.String(), required=True)


def segment_json(segment: Segment, users: list[Campaign]) -> dict[str, Any]:
    return {
        "id": segment.slug,
        "name": segment.name,
        "rule": segment.rule,
        "used_by": [campaign.slug for campaign in users],
        "created_at": segment.created_at,
        "updated_at": segment.updated_at,
    }


def size_json(size: Size, days: int) -> dict[str, Any]:
    return {
        "visitors": size.visitors,
        "of": size.of,
        "days": days,
        "is_exact": size.is_exact,
        "left_out": size.left_out,
    }


def faults(rule: Any) -> Errors:
    """Why a segment can't have this rule, each reason at its place."""
    found = rules.check(rule) or rules.misfits(rule, PROFILE)
    return [{"path": bracketed(f"rule.{one.path}".rstrip(".")), "message": Said(one.text, one.values)} for one in found]
