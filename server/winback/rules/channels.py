"""Where a visit came from: its channel, by an ordered public table. The first rule that fits gives the name.

The table is channels.json; widget/src/facts/channel.ts reads the same file. A visit's source is its utm_source, or else
the host that it came from; a page of the shop itself is no source. A rule's parts are patterns, each found anywhere in
the part of that name, in lower case: `source`, `medium`, `campaign`, `click` (the name of a click id) and `kind`, which is
what the table of known sources calls the source.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TABLE: dict[str, Any] = json.loads(resources.files(__package__).joinpath("channels.json").read_text("utf-8"))

CHANNELS: tuple[str, ...] = tuple(name for name, _ in TABLE["rules"])
CLICK_IDS: tuple[str, ...] = tuple(TABLE["clicks"].split())


def channel_of_visit(landing: str, referrer: str) -> str:
    """The channel of a visit that began on this page and came from that address; both are whole URLs, or empty."""
    page = urlsplit(landing)
    query = dict(parse_qsl(page.query))
    utm = {name: query.get(f"utm_{name}", "") for name in ("source", "medium", "campaign")}
    click = next((name for name in CLICK_IDS if name in query), "")
    return channel(utm, urlsplit(referrer).hostname or "", page.hostname or "", click)


def channel(utm: Mapping[str, str], referrer: str = "", host: str = "", click: str = "") -> str:
    """The channel of a visit by its campaign parameters, the host that it came from, its own host and its click id."""
    source = (utm.get("source") or _foreign(referrer, host)).lower()
    parts = {
        "source": "" if source == "(direct)" else source,
        "medium": utm.get("medium", "").lower(),
        "campaign": utm.get("campaign", "").lower(),
        "click": click,
        "kind": kind_of(source),
    }
    return next(name for name, ways in _rules() if any(_fits(way, parts) for way in ways))


def kind_of(source: str) -> str:
    """What the table of known sources calls a source or a host: `www.google.co.uk` is `search`; "" for an unknown one."""
    return next((kind for kind, pattern in _kinds() if pattern.search(source)), "")


def _foreign(referrer: str, host: str) -> str:
    """The host that a visit came from, unless it is the shop's own, or one below or above it."""
    came, own = (re.sub(r"^www\.", "", name.lower()) for name in (referrer, host))
    is_own = came == own or (bool(own) and (came.endswith(f".{own}") or own.endswith(f".{came}")))
    return "" if is_own else came


Way = list[tuple[str, re.Pattern[str]]]


def _fits(way: Way, parts: Mapping[str, str]) -> bool:
    return all(pattern.search(parts[part]) for part, pattern in way)


@cache
def _rules() -> list[tuple[str, list[Way]]]:
    named = TABLE["patterns"]
    return [
        (name, [[(part, re.compile(named.get(text, text))) for part, text in way.items()] for way in ways])
        for name, ways in TABLE["rules"]
    ]


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    """A name fits as it is, and as the name of a host under any country's ending; one with a dot is a whole host."""
    return [
        (kind, re.compile(rf"(^|\.)({'|'.join(map(re.escape, names.split()))})(\.[a-z]{{2,3}}){{0,2}}$"))
        for kind, names in TABLE["kinds"].items()
    ]
