"""Lists in pages: `{"items": […], "next": cursor or null}`."""

from functools import cache

from marshmallow import Schema, fields, validate

from .fields import Strict, WholeInText, matching

MOST = 200


class PageQuery(Strict):
    cursor = matching(r"^[A-Za-z0-9_-]{1,300}$", "No cursor of this list.", load_default=None)
    limit = WholeInText(1, MOST, load_default=50)


class RangeQuery(PageQuery):
    """`from` is part of the range, `to` is not; a day is one of the site's zone."""

    from_ = fields.String(data_key="from", attribute="from", load_default=None, validate=[validate.Length(max=40)])
    to = fields.String(load_default=None, validate=[validate.Length(max=40)])


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a page of these."""
    parts = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return type(f"{item.__name__.removesuffix('Out')}Page", (Schema,), parts)
