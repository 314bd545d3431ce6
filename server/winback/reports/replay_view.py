"""What one logged page view says to rules that were not live on it: the facts it has, and which moments came."""

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..rules.globs import glob
from ..rules.times import time_in
from ..rules.unknown import SET
from .decision_log import Logged

_MEASURED = {"page.scroll": ("scroll_pct", 1), "page.seconds": ("ms", 1000), "session.pages": ("pages", 1)}


@dataclass(frozen=True)
class Live:
    """A campaign that was live while the log was written: its priority and its versions, the newest first."""

    slug: str
    priority: int
    versions: list[tuple[int, Mapping[str, Any]]]

    def content(self, time: int) -> Mapping[str, Any] | None:
        """What was live of it at that time."""
        return next((content for since, content in self.versions if since <= time), None)


@dataclass(frozen=True)
class Surroundings:
    """What a replay knows beside the log. `tracked`: when each visitor's events of a name happened, ascending."""

    zone: str
    groups: list[Mapping[str, Any]]
    live: Mapping[str, Live]
    tracked: Mapping[tuple[str, uuid.UUID], list[int]]


def facts_of(view: Logged, asked: set[str], around: Surroundings) -> dict[str, Any]:
    """Those of the asked facts that are known of the page view: None is absent, one that is not there is unknown."""
    found = {name: view.facts[name] for name in asked & view.facts.keys()}
    for name in {name for name in asked if found.get(name, SET) is SET}:
        for value in _derived(name, view, around):
            found[name] = value
    return found


def _derived(name: str, view: Logged, around: Surroundings) -> list[Any]:
    """The fact's value, in a list; an empty one where it does not follow from the page view."""
    if name in _MEASURED:
        measure, unit = _MEASURED[name]
        value = view.said.get("_view", {}).get(measure)
        return [] if value is None else [value / unit if unit > 1 else value]
    if name.startswith("time."):
        return [time_in(around.zone, view.time).get(name)]
    if not name.startswith("page.") or view.url is None:
        return []
    return _of_page(name, view, around)


def _of_page(name: str, view: Logged, around: Surroundings) -> list[Any]:
    address = urlsplit(view.url or "")
    path = address.path or "/"
    plain = {
        "page.url": view.url,
        "page.path": path,
        "page.host": address.netloc,
        "page.title": view.title or "",
        "page.referrer": view.referrer or "",
        "page.group": [one["name"] for one in around.groups if any(glob(each, path) for each in one["paths"])],
    }
    if name in plain:
        return [plain[name]]
    if name.startswith("page.query."):
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        return [query.get(name.removeprefix("page.query."))]
    return []


# ---- moments ----

_MEASURES = {"time": "visible_ms", "site_time": "site_ms"}


def fires(trigger: Mapping[str, Any], view: Logged, around: Surroundings) -> bool | None:
    """Whether this moment came on the page; None where it can't be said."""
    kind, measured = trigger["on"], view.said.get("_view", {})
    if kind == "page_load":
        return True
    if kind in _MEASURES:
        return _reached(measured.get(_MEASURES[kind]), trigger["seconds"] * 1000)
    if kind == "scroll":
        return _reached(measured.get("scroll_pct"), trigger["percent"])
    if kind == "pages":
        return _reached(measured.get("pages"), trigger["count"])
    if kind == "event":
        return _happened(trigger["name"], view, around)
    if kind == "inactivity" and _reached(measured.get("ms"), trigger["seconds"] * 1000) is False:
        return False
    return _as_told(trigger, view, around)


def _reached(value: float | None, wanted: float) -> bool | None:
    return None if value is None else value >= wanted


def _happened(name: str, view: Logged, around: Surroundings) -> bool | None:
    ms = view.said.get("_view", {}).get("ms")
    if ms is None:
        return None
    times = around.tracked.get((name, view.visitor), [])
    return bisect_right(times, view.time) > bisect_left(times, view.time - ms)


def _as_told(trigger: Mapping[str, Any], view: Logged, around: Surroundings) -> bool | None:
    """What a campaign that had exactly this moment told of it."""
    fired = view.said.get("_fired")
    if fired is None:
        return None
    for slug, outcome in view.said.items():
        content = around.live[slug].content(view.time) if slug in around.live else None
        if content is None or outcome == "consent" or trigger not in content["triggers"]:
            continue
        alike = [one for one in content["triggers"] if one["on"] == trigger["on"]]
        if fired.get(slug) == trigger["on"] and len(alike) == 1:
            return bool(outcome != "cart")
        if slug not in fired and content.get("match") != "all":
            return False
    return None
