"""Which language a form speaks: the link's, else the browser's first that the campaign has, else the campaign's first."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ...languages import order

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.ASCII | re.IGNORECASE
)

LONGEST_WISH = 1000  # characters of `Accept-Language`: a browser sends a few dozen, and each range takes its time
LONGEST_TAG = 35  # characters of a link's language: as long as RFC 5646 wants a tag to be taken


def tongues(link: str, accepted: str, languages: Sequence[str]) -> list[str]:
    """The order in which every text is looked up; the first is the page's own. At the end the campaign's in their order."""
    wanted = [link[:LONGEST_TAG], *_by_weight(accepted[:LONGEST_WISH])]
    return list(dict.fromkeys([*order(wanted, languages), *languages])) or ["en"]


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
