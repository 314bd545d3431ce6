"""Phones that come from a search: on their first page nothing covers what they searched for.

Search engines rank a page lower that covers itself with a message for those who come from them by phone. Held back is
whatever covers the page (a popup, not a bar or a slide-in) on the first page of the visit, until the visitor scrolls or taps; never a
question of consent. A site may switch this off (`manners.search_safe`), and so may a campaign (`search_safe`).
"""

import re
from functools import cache
from typing import Any

from .channels import TABLE

CHANNEL = "Organic Search"
_PASSING_FORMATS = ("bar", "slide_in", "inline")
# The visit began with an advertisement, which is no search result.
_PAID = re.compile(r"[?&](\w*cl(k)?id|utm_medium)=(?!organic\b)", re.ASCII)

# What makes the check pass, as a rule over facts. An unknown number of pages is the first.
AT_EASE: dict[str, Any] = {
    "any": [
        {"not": {"fact": "device.type", "op": "eq", "value": "phone"}},
        {"not": {"fact": "session.channel", "op": "eq", "value": CHANNEL}},
        {"fact": "session.pages", "op": "gte", "value": 2},
    ]
}


def covers(kind: str, content: Any) -> bool:
    """Whether any arm of the campaign covers the page and it may be held back: in all arms alike, or they could not be compared."""
    formats = (variant["format"] for variant in content.get("variants", {}).values())
    return kind != "consent" and content.get("search_safe") is not False and not set(formats) <= set(_PASSING_FORMATS)


def is_result(landing: str, referrer: str) -> bool:
    """Whether a visit that began on this page, and came from that address, came by a search engine's results."""
    host = re.split(r"[/:]+", referrer)[1:2]
    return not _PAID.search(landing) and bool(host and re.search(engines(), host[0]))


@cache
def engines() -> str:
    """A pattern of the hosts that the table of channels calls search engines, for the browser: one line, no flags."""
    kinds = dict(TABLE["kinds"])
    names = kinds.pop("search").split()
    # mail.google.com is none, though google.com is one
    others = [name for named in kinds.values() for name in named.split()]
    below = sorted({name.split(".")[0] for name in others if name.partition(".")[2].split(".")[0] in names})
    return rf"^(?!({'|'.join(below)})\.)(.*\.)?({'|'.join(map(re.escape, names))})(\.[a-z]{{2,3}}){{0,2}}$"
