"""The few kinds of value that the API takes: strict, without NUL, without surprises."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from ...clock import rfc3339
from ...rules.fields import is_day

LATEST = 253402300799999  # the last millisecond of the year 9999, where dates end


class Strict(Schema):
    """A schema that knows all its fields: anything else is an error."""

    class Meta:
        unknown = RAISE

    may_be_left_out: ClassVar[bool] = False  # whether no body at all is a body of defaults


class Pattern(validate.Regexp):
    """A pattern for the whole text. (`$` alone lets a line break at the end through.)"""

    def __call__(self, value: str) -> str:  # type: ignore[override]
        if re.fullmatch(str(self.regex.pattern), value) is None:
            raise ValidationError(self._format_error(value))
        return value


# PostgreSQL refuses NUL in any text, so SQLite must not take it either.
NO_NUL = Pattern(r"^[^\x00]*$", error="The character NUL is not allowed.")


def text(most: int, least: int = 0, **options: Any) -> fields.String:
    """A text of `least` to `most` characters."""
    return fields.String(validate=[validate.Length(least, most), NO_NUL], **options)


def matching(pattern: str, error: str, **options: Any) -> fields.String:
    return fields.String(validate=[Pattern(pattern, error=error)], **options)


def one_of(*words: str, **options: Any) -> fields.String:
    return fields.String(validate=[validate.OneOf(words)], **options)


def identifier(**options: Any) -> fields.String:
    """The name of a block, step, arm or option inside its campaign."""
    pattern = r"^[A-Za-z][A-Za-z0-9_-]{0,39}$"
    return matching(pattern, "A letter, then up to 39 letters, digits, - or _.", **options)


EVENT_NAME = "[a-z][a-z0-9_]{0,63}"


def event_name(may_be_empty: bool = False, **options: Any) -> fields.String:
    pattern = rf"^({EVENT_NAME})?$" if may_be_empty else rf"^{EVENT_NAME}$"
    return matching(pattern, "A name in snake_case, up to 64 characters.", **options)


class Whole(fields.Integer):
    """An integer within bounds. `5.0` is one, as JSON Schema has it; `"5"`, `5.5` and `true` are none."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(strict=True, validate=[validate.Range(least, most)], **options)

    def _validated(self, value: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class WholeInText(Whole):
    """An integer in a query, where everything is text. ASCII digits only."""

    def _validated(self, value: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII):
            raise self.make_error("invalid", input=value)
        return int(value)


class Amount(fields.Float):
    """A number within bounds, of at most six decimals; a whole one is an integer, however it is written."""

    def __init__(self, least: float, most: float, **options: Any) -> None:
        super().__init__(validate=[validate.Range(least, most)], **options)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.make_error("invalid", input=value)
        if round(value, 6) != value:
            raise ValidationError("A number of at most six decimals.")
        return int(value) if isinstance(value, float) and value.is_integer() else value


_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NO_DAY = "A day such as 2026-11-22."


class Day(fields.String):
    """A day of the calendar, as `2026-11-22`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=[Pattern(_DAY, error=_NO_DAY), _is_in_the_calendar], **options)


def _is_in_the_calendar(text: str) -> None:
    if re.fullmatch(_DAY, text) and not is_day(text):
        raise ValidationError(_NO_DAY)


class Share(fields.Float):
    """A number from 0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=[validate.Range(0, 1)], **options)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.make_error("invalid", input=value)
        return float(value)


class Flag(fields.Boolean):
    """True or false; marshmallow alone would take "yes" and 1 as well."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Instant(fields.DateTime):
    """A time with its zone, RFC 3339: stored and answered in UTC, as text. Written from milliseconds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return rfc3339(value) if isinstance(value, int) else value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        ms = milliseconds(value)
        if ms is None:
            raise self.make_error("invalid", input=value, obj_type="RFC 3339 time with its zone")
        return rfc3339(ms)


class InstantMs(Instant):
    """The same on the wire, milliseconds inside."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return milliseconds(super()._deserialize(value, attr, data, **kwargs))


_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def milliseconds(value: Any) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 time; None where it is none, or before 1970."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.[0-9]{3})[0-9]+", r"\1", value.upper())).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    ms = int(moment.timestamp()) * 1000 + moment.microsecond // 1000
    return ms if 0 <= ms <= LATEST else None


class Table(fields.Dict):
    """An object with free keys, whose errors stand at the key itself: `text.en`, not `text.en.value`."""

    def __init__(self, keys: fields.Field[Any], values: fields.Field[Any], most: int, **options: Any) -> None:
        rules = [validate.Length(max=most), *options.pop("validate", [])]
        super().__init__(keys, values, validate=rules, **options)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            flat = {key: inner.get("key") or inner.get("value") for key, inner in error.messages.items()}
            raise ValidationError(flat) from None


def words(most: int, **options: Any) -> Table:
    """A text in several languages: `{"en": "…", "ko": "…"}`. A draft may lack some."""
    return Table(language(), text(most), 40, **options)


class _Language(Pattern):
    """Language, script, country, variants: what browsers' Intl takes, as in UTS 35, to write dates and numbers in."""

    TAG = r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,3}$"

    def __init__(self) -> None:
        super().__init__(self.TAG, error="A language such as en, ko or pt-BR.")

    def __call__(self, value: str) -> str:  # type: ignore[override]
        if value in _kept_tags.get():
            return value
        super().__call__(value)
        variants = [part for part in value.lower().split("-")[1:] if len(part) > 4 or part[0].isdigit()]
        if len(set(variants)) < len(variants):
            raise ValidationError(self._format_error(value))
        return value


_kept_tags: ContextVar[frozenset[str]] = ContextVar("kept_tags", default=frozenset())


def language(**options: Any) -> fields.String:
    """A tag without extensions: a text is not written in a calendar."""
    return fields.String(validate=[_Language()], **options)


@contextmanager
def keeping_tags(content: Mapping[str, Any]) -> Iterator[None]:
    """Within it whatever was taken for a language once, and stands in the content, still is one."""
    said = [*content["languages"], *_keys(content["variants"])]
    before = _kept_tags.set(frozenset(tag for tag in said if _ONCE_A_TAG.fullmatch(tag)))
    try:
        yield
    finally:
        _kept_tags.reset(before)


_ONCE_A_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){1,3}")


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


class ByKind(fields.Field[Any]):
    """An object whose field `tag` says which schema it has to fit."""

    def __init__(self, tag: str, schemas: Mapping[str, type[Schema]], **options: Any) -> None:
        super().__init__(**options)
        self.tag = tag
        self.schemas = schemas

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("Not an object.")
        kind = value.get(self.tag)
        schema = self.schemas.get(kind) if isinstance(kind, str) else None
        if schema is None:
            raise ValidationError({self.tag: [f"Must be one of: {', '.join(self.schemas)}."]})
        return schema().load(value)
