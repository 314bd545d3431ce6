"""Whether a message that covers the page would have been held back from a phone that came from a search, by the log."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..models import Site
from ..rules import search
from ..rules.checks import OUTCOMES
from ..rules.fitting import leaves
from ..rules.unknown import judge
from .decision_log import Logged
from .replay_view import Surroundings, facts_of, fires

NAME = "search"
ASKED = {leaf["fact"] for _, leaf in leaves(search.AT_EASE)}
_JUDGED = OUTCOMES[OUTCOMES.index(NAME) :]
# The first two come by a scroll or a tap, after which nothing is held back; the last before there can be one.
_EASING, _TOO_EARLY = ("scroll", "click"), "page_load"


def holds_back(site: Site, content: Mapping[str, Any]) -> bool:
    """Whether there is anything to be held back."""
    return bool((site.manners or {}).get("search_safe", True)) and search.covers("message", content)


def is_held_back(view: Logged, content: Mapping[str, Any], around: Surroundings) -> bool | None:
    """At all of the campaign's moments that came, or, where none did, when the page was left. None: it can't be said."""
    measured = view.said.get("_view", {})
    if measured.get("phone") is False or (measured.get("pages") or 0) >= 2:  # most of them, and no more need be asked
        return False
    is_at_ease, eased = judge(search.AT_EASE, _known(view, around), set()), measured.get("eased")
    if is_at_ease:
        return False
    if is_at_ease is False and eased is False:
        return True
    found = [(one, fires(one, view, around)) for one in content["triggers"]]
    possible = [one for one, came in found if came is not False]
    if not possible:
        return False if eased else _first(_told(view, None, around))
    verdicts = [_at(one, view, is_at_ease, around) for one in possible]
    if False in verdicts:  # its moment passes, or the last of those that all have to come
        return False
    return None if None in verdicts else True


def _known(view: Logged, around: Surroundings) -> dict[str, Any]:
    """The page's address tells of a visit's first page alone; on others the number of the page settles it."""
    known = facts_of(view, ASKED, around)
    is_phone = view.said.get("_view", {}).get("phone")
    if is_phone is not None:
        known.setdefault("device.type", "phone" if is_phone else None)
    if view.url is not None:
        is_result = search.is_result(view.url, view.referrer or "")
        known.setdefault("session.channel", search.CHANNEL if is_result else None)
    return known


def _at(trigger: Mapping[str, Any], view: Logged, is_at_ease: bool | None, around: Surroundings) -> bool | None:
    if trigger["on"] in _EASING:
        return False
    if trigger["on"] == _TOO_EARLY and is_at_ease is False:
        return True
    return _first(_told(view, trigger, around))


def _told(view: Logged, trigger: Mapping[str, Any] | None, around: Surroundings) -> Iterator[bool]:
    """What live campaigns that cover the page told: of this moment, or (None) of when the page was left."""
    if "_fired" not in view.said:
        return
    fired = view.said["_fired"]
    for slug, outcome in view.said.items():
        content = around.live[slug].content(view.time) if slug in around.live else None
        if content is None or not search.covers("message", content):
            continue
        if slug not in fired:  # so it is about when the page was left
            if outcome == NAME or (trigger is None and outcome in _JUDGED):
                yield outcome == NAME
        elif trigger and fired[slug] == trigger["on"] and trigger in content["triggers"] and outcome in _JUDGED:
            yield outcome == NAME


def _first(verdicts: Iterator[bool]) -> bool | None:
    return next(verdicts, None)
