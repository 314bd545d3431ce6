"""Where a campaign and live ones get in each other's way by their rules alone, before anybody meets them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..models import Campaign
from ..rules.rank import Candidate, decided_by, rank


@dataclass(frozen=True)
class Conflict:
    """With which live campaign. `wins`: the id of the one that shows where both could; `by`: what settles it.

    `kind`: `same_people` (the same moment and the same audience), `covered` (the same moment, and one of the two is for
    everybody), `same_moment`, or `consent` (a site has one consent banner at a time).
    """

    campaign: str
    kind: str
    moments: list[str]
    wins: str
    by: str


def conflicts(tried: Campaign, live: Iterable[Campaign]) -> list[Conflict]:
    """Those with other live campaigns, the gravest first. The longest unseen is not known here: that is said as `by`."""
    found = [one for other in live if other.id != tried.id for one in _between(tried, other)]
    return sorted(found, key=lambda one: (_GRAVITY.index(one.kind), one.campaign))


_GRAVITY = ("consent", "same_people", "covered", "same_moment")


def _between(tried: Campaign, other: Campaign) -> Iterator[Conflict]:
    mine, theirs = tried.content, other.published or {}
    if "consent" in (tried.kind, other.kind):
        if tried.kind == other.kind:
            first = min(tried.slug, other.slug)
            yield Conflict(other.slug, "consent", [], first, "id")
        return
    shared = [one["on"] for one in mine["triggers"] if one in theirs["triggers"]]
    if not shared:
        return
    one, two = Candidate(tried.slug, tried.priority), Candidate(other.slug, other.priority)
    by = "priority" if decided_by(one, two) == "priority" else "longest_unseen"
    yield Conflict(other.slug, _kind(mine, theirs), shared, min((one, two), key=rank).id, by)


def _kind(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    if mine["audience"] == theirs["audience"]:
        return "same_people"
    return "covered" if _is_all(mine["audience"]) or _is_all(theirs["audience"]) else "same_moment"


def _is_all(audience: Mapping[str, Any] | None) -> bool:
    return audience is None or audience == {"all": []}
