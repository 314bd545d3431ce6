"""A coupon pool and its codes on the wire."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from ...models import Campaign, CouponCode, CouponPool
from ...reports.coupons import PoolReport
from ..coupons import Checked
from .campaign import name, slug
from .fields import Instant, InstantMs, Pattern, Strict, Whole, matching
from .paging import PageQuery
from .records import dashed, hex_id

MOST_CODES = 10_000  # a request
CODE = r"^[^\s\x00-\x1f\x7f,;|]{1,100}$"
LONGEST_PATTERN = 60
# Eight signs by chance are 40 bits. No first sign with which a spreadsheet would begin a formula.
PATTERN = r"^([A-Za-z0-9][A-Za-z0-9_.-]{0,29})?(\*[A-Za-z0-9_.-]{0,9}){8,30}$"
NO_PATTERN = "Letters, digits, - _ and ., with a * for each sign by chance: 8 to 30 of them."
NO_LIMIT = "Only a pool that makes its codes has a limit."


def code(**options: Any) -> fields.String:
    return matching(CODE, "1 to 100 characters without blanks, commas or semicolons.", **options)


class _Codes(fields.List[str]):
    """How many there are is looked at before any of them is: reading a million would take minutes."""

    def __init__(self, **options: Any) -> None:
        self._length = validate.Length(max=MOST_CODES)
        super().__init__(code(), validate=[self._length], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, list):
            self._length(value)
        return super()._deserialize(value, attr, data, **kwargs)


class PoolChange(Strict):
    name = name()
    expires_at = InstantMs(allow_none=True)
    valid_hours = Whole(1, 24 * 366, allow_none=True)
    warn_below = Whole(0, 1_000_000)
    most = Whole(1, 10_000_000, allow_none=True)


class PoolCreate(PoolChange):
    id = slug()
    name = name(required=True)
    codes = _Codes(load_default=list)
    pattern = fields.String(
        validate=[validate.Length(max=LONGEST_PATTERN), Pattern(PATTERN, error=NO_PATTERN)], allow_none=True
    )

    @validates_schema
    def has_one_source(self, parts: dict[str, Any], **_: Any) -> None:
        if parts.get("pattern") is None and parts.get("most") is not None:
            raise ValidationError(NO_LIMIT, "most")
        if parts.get("pattern") is not None and parts["codes"]:
            raise ValidationError("A pool that makes its codes takes no others.", "codes")


class CodesIn(Strict):
    codes = _Codes(required=True)


class FilledOut(Strict):
    added = fields.Integer(required=True)
    duplicates = fields.List(fields.String(), required=True)


class LeakOut(Strict):
    code = fields.String(required=True)
    transaction_id = fields.String(required=True)
    used_at = Instant(required=True)
    given_at = Instant(required=True, allow_none=True)


class PoolOut(Strict):
    """`used` is `by_holder`, `leaked` and, where only the shop's server told the order, `by_unknown`."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    expires_at = Instant(required=True, allow_none=True)
    valid_hours = fields.Integer(required=True, allow_none=True)
    warn_below = fields.Integer(required=True)
    created_at = Instant(required=True)
    pattern = fields.String(required=True, allow_none=True)
    most = fields.Integer(required=True, allow_none=True)
    codes = fields.Integer(required=True)
    left = fields.Integer(
        required=True, allow_none=True, metadata={"description": "null: as many as are asked for are made."}
    )
    given = fields.Integer(required=True)
    expired = fields.Integer(required=True)
    used = fields.Integer(required=True)
    by_holder = fields.Integer(required=True)
    by_unknown = fields.Integer(required=True)
    leaked = fields.Integer(required=True)
    used_by = fields.List(fields.String(), required=True)
    warning = fields.String(
        required=True, allow_none=True, metadata={"description": "`ended`, `empty`, `low` or null."}
    )


class OnePoolOut(PoolOut):
    leaks = fields.List(fields.Nested(LeakOut), required=True)


class MadePoolOut(PoolOut):
    duplicates = fields.List(fields.String(), required=True)


class CodeOut(Strict):
    code = fields.String(required=True)
    given_at = Instant(required=True, allow_none=True)
    expires_at = Instant(required=True, allow_none=True)
    visitor = fields.String(required=True, allow_none=True)
    exposure = fields.UUID(required=True, allow_none=True)


def pool_json(pool: CouponPool, report: PoolReport, users: list[Campaign], now: int) -> dict[str, Any]:
    same = ("name", "expires_at", "valid_hours", "warn_below", "created_at", "pattern", "most")
    counted = ("codes", "left", "given", "expired", "used", "by_holder", "by_unknown", "leaked")
    return {
        "id": pool.slug,
        **{key: getattr(pool, key) for key in same},
        **{key: getattr(report, key) for key in counted},
        "used_by": [campaign.slug for campaign in users],
        "warning": warning_of(pool, report.left, now),
    }


def leaks_json(report: PoolReport) -> list[dict[str, Any]]:
    return [vars(leak) for leak in report.leaks]


def warning_of(pool: CouponPool, left: int | None, now: int) -> str | None:
    if pool.has_ended(now):
        return "ended"
    if left == 0:
        return "empty"
    return "low" if left is not None and left < pool.warn_below else None


class CodeToCheckIn(Strict):
    code = code(required=True)


class CheckedCodeOut(Strict):
    """`good`: to be taken."""

    code = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"description": "`good`, `used`, `expired`, `not_given` or `unknown`."}
    )
    pool = fields.String(required=True, allow_none=True)
    given_at = Instant(required=True, allow_none=True)
    expires_at = Instant(required=True, allow_none=True)
    visitor = fields.String(required=True, allow_none=True)


def check_json(said: str, found: Checked) -> dict[str, Any]:
    row, pool = found.row, found.pool
    known = {} if row is None else code_json(row)
    return {
        "code": known.get("code", said),
        "state": found.state,
        "pool": pool and pool.slug,
        **{key: known.get(key) for key in ("given_at", "expires_at", "visitor")},
    }


class CodesQuery(PageQuery):
    given_since = InstantMs()


def code_json(row: CouponCode) -> dict[str, Any]:
    return {
        "code": row.code,
        "given_at": row.given_at,
        "expires_at": row.expires_at,
        "visitor": hex_id(row.known_visitor),
        "exposure": dashed(row.exposure),
    }
