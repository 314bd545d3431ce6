"""Which language a form speaks: the link's, else the browser's first that the campaign has, else the campaign's first."""

import re
from collections.abc import Iterator, Mapping, Sequence

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.ASCII | re.IGNORECASE
)
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def tongues(link: str, accepted: str, languages: Sequence[str]) -> list[str]:
    """The order in which every text is looked up; the first is the page's own. As the widget does: the exact language,
    its base, then the campaign's own in their order.
    """
    known = {language.lower(): language for language in languages}
    wanted = [link, *_by_weight(accepted)]
    found = (known[code] for tag in wanted for code in _with_base(tag.lower()) if code in known)
    chosen = next(found, None)
    mine = _with_base(chosen) if chosen else ()
    return list(dict.fromkeys([*mine, *languages])) or ["en"]


def direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def said(text: Mapping[str, str] | None, order: Sequence[str]) -> str:
    """In the first of these languages that it has, or else in whatever there is."""
    return (text or {}).get(spoken(text, order), "")


def spoken(text: Mapping[str, str] | None, order: Sequence[str]) -> str:
    """The language in which it is said."""
    full = {code: words for code, words in (text or {}).items() if words}
    return next((code for code in order if code in full), next(iter(full), order[0]))


def _by_weight(accepted: str) -> Iterator[str]:
    """`Accept-Language`, the most wanted first, without those that are refused by `q=0`."""
    ranges = [found for part in accepted.split(",") if (found := _RANGE.fullmatch(part))]
    weighed = [(float(one[2] or 1), one[1]) for one in ranges]
    return (tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if weight > 0)


def _with_base(tag: str) -> tuple[str, str]:
    return tag, tag.split("-")[0]
