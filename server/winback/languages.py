"""Which of the languages that a text has a reader gets, and which way it runs. widget/src/message/tongues.ts is the same;
tests/cases/language-cases.json has rows that both run.

The look-up is that of RFC 4647, ignoring case; what shares only the language itself comes after it, the same script first:
whoever reads pt-PT is better served by pt-BR than by English, and whoever reads zh-TW by zh-Hant than by zh.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from babel.core import get_global

from .memory import remembered

_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?\b", re.ASCII | re.IGNORECASE)
_NORWEGIAN = ("nb", "nn")  # tags of one language, as pages and texts use them
_RIGHT_TO_LEFT = ("Arab", "Aran", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg")


class Tag(NamedTuple):
    """What a language tag says, and what it leaves to be guessed. `base` is empty where it names no language."""

    base: str
    script: str
    region: str


def order(wanted: Iterable[str], languages: Sequence[str]) -> list[str]:
    """The languages that serve who wants these tags, the best first; what serves nobody is left out."""
    return list(dict.fromkeys(code for tag in wanted for code in matching(tag, languages)))


def matching(tag: str, languages: Sequence[str]) -> list[str]:
    """Those of the languages in which a reader of this tag reads, the best first."""
    asked = likely(tag)
    if not asked.base:
        return []
    named = tag.replace("_", "-").lower() + "-"

    def rank(code: str) -> tuple[bool, int, bool]:
        has, prefix = likely(code), code.lower() + "-"
        return has.script == asked.script, len(prefix) * named.startswith(prefix), has.region == asked.region

    return sorted((code for code in languages if likely(code).base == asked.base), key=rank, reverse=True)


def direction(tag: str) -> str:
    """`rtl` or `ltr`: it is the script that decides."""
    return "rtl" if likely(tag).script in _RIGHT_TO_LEFT else "ltr"


@remembered
def likely(tag: str) -> Tag:
    """As CLDR completes it: `zh-tw` → zh, Hant, TW; `iw` → he, Hebr, IL."""
    found = _TAG.match(tag.replace("_", "-"))
    if found is None:
        return Tag("", "", "")
    base, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    renamed = _cldr("language_aliases").get(base, base).split("_")
    base = renamed[0]
    script = script or next((part for part in renamed[1:] if len(part) == 4), "")
    region = region or next((part for part in renamed[1:] if len(part) == 2), "")
    _, guessed_script, guessed_region = _guess(base, script, region)
    macro = "no" if base in _NORWEGIAN else base
    return Tag(macro, script or guessed_script, region or guessed_region)


def _guess(base: str, script: str, region: str) -> tuple[str, str, str]:
    subtags = _cldr("likely_subtags")
    forms = ([base, script, region], [base, script], [base, region], [base])
    known = (subtags.get("_".join(filter(None, form))) for form in forms)
    full = next(filter(None, known), "") or "__"
    parts = full.split("_")
    # now and then the table says no script that is not the default
    return parts[0], next((p for p in parts[1:] if len(p) == 4), ""), parts[-1] if len(parts[-1]) in (2, 3) else ""


@cache
def _cldr(table: str) -> dict[str, str]:
    return dict(get_global(table))  # type: ignore[arg-type]
