"""What is wrong with an input, each problem at its field."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

Errors = list[dict[str, str]]


class Said(str):
    """A message that keeps its words and the values in them apart, so that a page can say it in another language."""

    text: str
    values: Mapping[str, str]

    def __new__(cls, text: str, values: Mapping[str, str]) -> "Said":
        made = super().__new__(cls, text.format(**values) if values else text)
        made.text, made.values = text, values
        return made


class Malformed(ValueError):
    """An input that can't be kept; `errors` says where and why, as the API and the forms show it."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("; ".join(f"{e['path']}: {e['message']}" for e in errors))
        self.errors = errors


def by_path(messages: Any) -> Errors:
    """Nested messages as a flat list: `{"steps": {0: {"id": ["…"]}}}` → path `steps[0].id`."""
    return [{"path": path, "message": message} for path, message in _walk(messages, "")]


def loaded(schema: Schema, data: Any) -> dict[str, Any]:
    """The data as the schema reads it. Raises Malformed."""
    try:
        found: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        raise Malformed(by_path(error.messages)) from None
    return found


def bracketed(path: str) -> str:
    """`steps.0.blocks.2` as the API writes it: `steps[0].blocks[2]`."""
    out = ""
    for part in path.split("."):
        out = _joined(out, int(part) if part.isascii() and part.isdigit() else part)
    return out


def _walk(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _walk(inner, path if key == "_schema" else _joined(path, key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _walk(message, path)
    else:
        yield path, str(messages)


def _joined(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
