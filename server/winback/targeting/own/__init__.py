"""The words that are ours: the way out of a message, what a field misses, what a hosted page says.

One file a language, and an owner's own words before them. A text is said in the language that its campaign calls it by:
`pt-BR` gets what stands in `pt.json`, and what nobody has translated is said in English.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import orjson

from ...languages import likely, order

Words = Mapping[str, Mapping[str, str]]  # by language and word, as an owner changes them
Said = dict[str, dict[str, str]]  # by word and language, as a text is

_HERE = Path(__file__).parent
_PLACE = re.compile(rb'"@own\.(\w+)"')
_PLAIN_NAME = re.compile(r"[a-z]+")

# Said by hosted pages alone; all others are the widget's, and some are both's.
HOSTED = ("required", "send", "thanks", "gone", "busy", "strange", "too_long")


@cache
def ours() -> dict[str, dict[str, str]]:
    """By language, English first."""
    files = sorted(_HERE.glob("*.json"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in files}


def names() -> list[str]:
    return list(ours()["en"])


def of_widget() -> list[str]:
    return [name for name in names() if name not in HOSTED]


def word(name: str, language: str, changed: Words) -> str:
    """In this language or the nearest to it: as the owner says it, else as we do, else in English. The reader's own script
    goes before another that the owner writes in.
    """
    return found(name, language, changed)[1]


def found(name: str, language: str, changed: Words) -> tuple[str, str]:
    """The language that it is said in, and the word itself."""
    for wanted in (language, "en"):
        script = likely(wanted).script
        for is_same in (True, False):
            for tables in (changed, ours()):
                has = [code for code, table in tables.items() if table.get(name)]
                for code in order([wanted], [one for one in has if (likely(one).script == script) is is_same]):
                    return code, tables[code][name]
    raise KeyError(name)


def said(languages: Iterable[str], changed: Words, which: Iterable[str] | None = None) -> Said:
    """Each word in these languages."""
    listed = list(languages)
    return {name: {code: word(name, code, changed) for code in listed} for name in which or names()}


def put_in(code: bytes, languages: list[str], changed: Words) -> bytes:
    """The linked script with these words in the places that its build has left for them."""

    def text(place: re.Match[bytes]) -> bytes:
        name = place[1].decode()
        return _as_javascript({each: word(name, each, changed) for each in languages})

    return _PLACE.sub(text, code)


def put_in_registry(code: bytes) -> bytes:
    """The same for a script whose bytes depend on nothing that is published: in English, until `learn` is called."""
    placed = sorted({name.decode() for name in _PLACE.findall(code)})
    known = b",".join(b"%s:%s" % (each.encode(), _as_javascript({"en": ours()["en"][each]})) for each in placed)
    head = b"const $own={%s};export const learn=(said={})=>{" % known
    body = b"for(const name in said)if($own[name]){delete $own[name].en;Object.assign($own[name],said[name])}};"
    return head + body + _PLACE.sub(rb"$own.\1", code)


def _as_javascript(text: Mapping[str, str]) -> bytes:
    # two line ends are none in a string of JavaScript's, and `<` could close an inlined script
    parts = []
    for code, words in text.items():
        key = code if _PLAIN_NAME.fullmatch(code) else f'"{code}"'
        quoted = orjson.dumps(words).decode().replace("<", "\\u003c")
        parts.append(f"{key}:{quoted}".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
    return ("{" + ",".join(parts) + "}").encode()
