"""What is known beside the log of the visitors that a replay runs over: reactions, refusals, and what was live."""

import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import UNCOUNTED, Campaign, CampaignVersion, ConsentRecord, Event, Site
from .period import Period
from .replay_view import Live, Surroundings

LONGEST_WAIT = 400 * DAY
DECLINED_WITHIN = 30 * DAY
_REFUSING = ("reject_all", "withdraw", "gpc")
_DECLINING = ("close", "esc", "backdrop", "later")
_STAMPS = {"answer": "answered_at", "response": "answered_at"}


@dataclass(frozen=True)
class Past:
    """`states`: what each browser remembered of the campaign when the period began."""

    around: Surroundings
    states: Mapping[uuid.UUID, Mapping[str, float]]
    dismissals: Mapping[uuid.UUID, list[int]]
    refusals: Mapping[uuid.UUID, int]

    def declined(self, visitor: uuid.UUID, time: int) -> Iterator[str]:
        """What of all that the visitor had declined before."""
        if self.refusals.get(visitor, time) < time:
            yield "refused"
        times = self.dismissals.get(visitor, [])
        last = bisect_left(times, time) - 1
        if last >= 0 and time - times[last] <= DECLINED_WITHIN:
            yield "dismissed"
            if time - times[last] <= DAY:
                yield "dismissed_day"


def read_past(session: Session, site: Site, period: Period, rules: Any, visitors: set[uuid.UUID]) -> Past:
    """Only of these visitors."""
    start = period.start or 0
    names = {one["name"] for one in rules.content["triggers"] if one["on"] == "event"}
    goal = rules.content.get("goal")
    names |= {goal["event"]} if goal else set()
    around = Surroundings(
        zone=site.zone,
        groups=site.page_groups or [],
        live=_live(session, site),
        tracked=_tracked(session, site, period, names, visitors),
    )
    return Past(
        around,
        _states(session, site, rules.slug, start, visitors),
        _dismissals(session, site, start, period.end, visitors),
        _refusals(session, site, period.end, visitors),
    )


def _live(session: Session, site: Site) -> dict[str, Live]:
    query = (
        sa.select(Campaign.slug, Campaign.priority, CampaignVersion.published_at, CampaignVersion.content)
        .join(CampaignVersion, CampaignVersion.campaign_id == Campaign.id)
        .where(Campaign.site_id == site.id)
        .order_by(CampaignVersion.version.desc())
    )
    found: dict[str, Live] = {}
    for slug, priority, since, content in session.execute(query):
        found.setdefault(slug, Live(slug, priority, [])).versions.append((since, content))
    return found


def _events(session: Session, site: Site, names: set[str], since: int, until: int | None, *more: Any) -> Iterator[Any]:
    """Visitor, name, time and properties of counted events with these names, the oldest first."""
    e = Event
    for name in sorted(names):
        query = sa.select(e.visitor, e.name, e.time, e.properties).where(
            *(e.site_id == site.id, e.named(name), e.time >= since, e.visitor.is_not(None)),
            *(e.flags.op("&")(UNCOUNTED) == 0, *more),
            *([e.time < until] if until is not None else []),
        )
        yield from session.execute(query.order_by(e.time))


def _tracked(
    session: Session, site: Site, period: Period, names: set[str], visitors: set[uuid.UUID]
) -> dict[tuple[str, uuid.UUID], list[int]]:
    found: dict[tuple[str, uuid.UUID], list[int]] = defaultdict(list)
    for visitor, name, time, _ in _events(session, site, names, (period.start or 0) - 30 * DAY, period.end):
        if visitor in visitors:
            found[name, visitor].append(time)
    return dict(found)


def _states(
    session: Session, site: Site, slug: str, start: int, visitors: set[uuid.UUID]
) -> dict[uuid.UUID, dict[str, float]]:
    mine = session.scalar(sa.select(Campaign.id).where(Campaign.site_id == site.id, Campaign.slug == slug))
    if mine is None:
        return {}
    states: dict[uuid.UUID, dict[str, float]] = defaultdict(dict)
    names = {"exposure", "impression", "dismissal", *_STAMPS}
    for visitor, name, time, said in _events(
        session, site, names, start - LONGEST_WAIT, start, Event.campaign_id == mine
    ):
        if visitor in visitors:
            _remember(states[visitor], name, time, said)
    return dict(states)


def _remember(state: dict[str, float], name: str, time: int, said: Mapping[str, Any]) -> None:
    is_unseen = name == "exposure" and said.get("arm") in ("control", "holdout")
    if name == "impression" or is_unseen:
        state["shown"] = state.get("shown", 0) + 1
        state["last_shown"] = max(state.get("last_shown", 0), time)
    elif name == "dismissal" and said.get("how") in _DECLINING:
        stamp = "later_at" if said["how"] == "later" else "closed_at"
        state[stamp] = max(state.get(stamp, 0), time)
    elif name in _STAMPS:
        state[_STAMPS[name]] = max(state.get(_STAMPS[name], 0), time)


def _dismissals(
    session: Session, site: Site, start: int, end: int | None, visitors: set[uuid.UUID]
) -> dict[uuid.UUID, list[int]]:
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    for visitor, _, time, said in _events(session, site, {"dismissal"}, start - DECLINED_WITHIN, end):
        if visitor in visitors and said.get("how") in _DECLINING:
            found[visitor].append(time)
    return dict(found)


def _refusals(session: Session, site: Site, end: int | None, visitors: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    """When each of them refused for the first time."""
    r = ConsentRecord
    query = sa.select(r.visitor, sa.func.min(r.recorded_at)).where(
        r.site_id == site.id, r.visitor.is_not(None), r.action.in_(_REFUSING)
    )
    if end is not None:
        query = query.where(r.recorded_at < end)
    return {visitor: at for visitor, at in session.execute(query.group_by(r.visitor)) if visitor in visitors}
