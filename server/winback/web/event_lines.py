"""A file of events, line by line: JSON lines, or CSV with a header."""

import csv
import hashlib
import io
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import orjson

from .csv import original

TOLD = ("id", "name", "time", "visitor", "customer", "page", "source", "properties")
PAGE = ("url", "referrer", "title", "lang")
# What the server knows of an event and works out anew when it is brought in.
DERIVED = ("session", "campaign", "arm", "exposure", "value", "currency", "flags", "received_at", "page.path")
COLUMNS = (
    "id", "name", "time", "visitor", "session", "campaign", "arm", "exposure", "page.url", "page.referrer",
    "page.title", "page.lang", "value", "currency", "flags", "source", "received_at", "properties",
)  # fmt: skip


class BadHeader(ValueError):
    """The first line of a CSV file names a column that no event has."""


@dataclass(frozen=True)
class Line:
    """`event` is as POST /events takes it, or None where the line is `broken`. `size` is in bytes."""

    number: int
    size: int
    event: dict[str, Any] | None = None
    broken: str = ""


def read_json_lines(file: IO[bytes], site_key: str) -> Iterator[Line]:
    """One JSON object a line; empty lines are passed over."""
    ids = Ids(site_key)
    for number, text in enumerate(file, 1):
        try:
            said = orjson.loads(text) if text.strip() else None
        except orjson.JSONDecodeError as error:
            yield Line(number, len(text), broken=f"no JSON: {error}")
            continue
        if said is not None:
            yield _line(number, len(text), said, ids)


def read_csv(file: IO[bytes], site_key: str) -> Iterator[Line]:
    """Columns as in an export; `properties` is JSON, or a column `properties.value` and so on. Raises BadHeader.

    A number, true, false, a list or an object in a property is taken as such, everything else as text.
    """
    # A byte that is no UTF-8 spoils its own line, not the file.
    text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _csv_lines(text, Ids(site_key))
    finally:
        text.detach()  # the file is the caller's to close


def _csv_lines(text: IO[str], ids: "Ids") -> Iterator[Line]:
    reader = csv.reader(text)
    header = [original(cell).strip() for cell in next(reader, [])]
    _check_header(header)
    for cells in reader:
        size = sum(len(cell) + 1 for cell in cells)
        if not any(cells):
            continue
        if len(cells) != len(header):
            yield Line(reader.line_num, size, broken=f"{len(cells)} cells under {len(header)} columns")
            continue
        try:
            _check_utf8(cells)
            said = _event_of(dict(zip(header, map(original, cells), strict=True)))
        except ValueError as error:
            yield Line(reader.line_num, size, broken=str(error))
            continue
        yield _line(reader.line_num, size, said, ids)


def cells_of(event: dict[str, Any]) -> list[Any]:
    """An exported event as the cells of COLUMNS."""
    page = {f"page.{name}": value for name, value in event["page"].items()}
    flat = {**event, **page, "flags": " ".join(event["flags"])}
    flat["properties"] = orjson.dumps(event["properties"]).decode()
    return [flat[column] for column in COLUMNS]


class Ids:
    """Ids for events that have none: the same file gives the same ids, so it can be brought in again."""

    def __init__(self, site_key: str) -> None:
        self._site_key = site_key
        self._seen: Counter[bytes] = Counter()

    def id_for(self, event: dict[str, Any]) -> str:
        said = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(self._site_key.encode() + said).digest()
        self._seen[digest] += 1  # two equal lines are two events
        count = self._seen[digest].to_bytes(8)
        return str(uuid.UUID(bytes=hashlib.sha256(digest + count).digest()[:16], version=5))


def _line(number: int, size: int, said: Any, ids: Ids) -> Line:
    if not isinstance(said, dict):
        return Line(number, size, broken="no JSON object")
    event = {name: value for name, value in said.items() if name not in DERIVED}
    if unknown := [name for name in event if name not in TOLD]:
        return Line(number, size, broken=f"unknown field {unknown[0]}")
    if isinstance(event.get("page"), dict):
        event["page"] = {name: value for name, value in event["page"].items() if name != "path"}
    try:
        event["id"] = str(uuid.UUID(event["id"])) if event.get("id") else ids.id_for(event)
    except (ValueError, AttributeError, TypeError):
        return Line(number, size, broken="the id is no UUID")
    return Line(number, size, event)


def _check_utf8(cells: list[str]) -> None:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        raise ValueError("no UTF-8") from None


def _check_header(header: list[str]) -> None:
    known = {*TOLD, *DERIVED, *(f"page.{name}" for name in PAGE)} - {"page"}
    for column in header:
        if column not in known and not column.startswith("properties."):
            raise BadHeader(f"the column {column!r} is unknown; known: {', '.join(sorted(known))}, properties.NAME")
    if len(set(header)) < len(header):
        raise BadHeader("a column is there twice")


def _event_of(row: dict[str, str]) -> dict[str, Any]:
    """Raises ValueError. Empty cells say nothing."""
    given = {name: cell for name, cell in row.items() if cell != ""}
    event: dict[str, Any] = {name: given[name] for name in TOLD if name in given}
    if page := {name: given[f"page.{name}"] for name in PAGE if f"page.{name}" in given}:
        event["page"] = page
    properties = orjson.loads(given["properties"]) if "properties" in given else {}
    if not isinstance(properties, dict):
        raise ValueError("properties is no JSON object")
    single = {name.partition(".")[2]: _value(cell) for name, cell in given.items() if name.startswith("properties.")}
    return {**event, "properties": {**properties, **single}}


def _value(cell: str) -> Any:
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        return cell


def batches(lines: Iterable[Line], most: int) -> Iterator[list[Line]]:
    """The lines in lists of up to `most`."""
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch
