"""The decision log, read: for each page view of the logged visitors, what came of every campaign."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import UNCOUNTED, Event, EventCount, Site
from .period import Period

NAME = "decision"
MOST = 200_000  # decisions that one report looks at: where there are more, those of fewer visitors


@dataclass(frozen=True, slots=True)
class Logged:
    """One page view. `said` has the campaigns, and our own script's names with `_`: see docs/contract.md."""

    visitor: uuid.UUID
    time: int
    url: str | None
    path: str | None
    title: str | None
    referrer: str | None
    said: dict[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.said.get("_facts", {})
        return found


@dataclass(frozen=True)
class Log:
    """Page views in the order in which they were left. `share`: of the logged visitors, the part that was looked at."""

    views: list[Logged]
    share: float

    def rates(self) -> dict[uuid.UUID, float]:
        """For each visitor how likely it was to be in here: the largest share that it was ever chosen by."""
        rates: dict[uuid.UUID, float] = {}
        for view in self.views:
            rates[view.visitor] = max(rates.get(view.visitor, 0), view.said.get("_rate", 1))
        return {visitor: rate * self.share for visitor, rate in rates.items()}


@dataclass(frozen=True)
class Estimate:
    """How many there are by those who were looked at, `margin` to both sides with 95 % confidence."""

    sampled: int = 0
    count: float = 0
    variance: float = 0

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(self.sampled + other.sampled, self.count + other.count, self.variance + other.variance)

    @property
    def margin(self) -> float:
        return 1.96 * float(self.variance**0.5)

    @classmethod
    def of(cls, rate: float) -> "Estimate":
        """One that was looked at with this probability (Horvitz and Thompson)."""
        return cls(1, 1 / rate, (1 - rate) / rate**2)


def read_log(session: Session, site: Site, period: Period, most: int = MOST) -> Log:
    """What is known of the period, each page view once: the last word on it counts. Without bots and staff."""
    share = min(1.0, most / max(1, _logged(session, site, period)))
    views: dict[Any, Logged] = {}
    for number, row in enumerate(_rows(session, site, period, share)):
        logged = Logged(*row)
        view = logged.said.get("_view", {}).get("id")
        views[(logged.visitor, view) if view else number] = logged
    return Log(sorted(views.values(), key=lambda one: one.time), share)


def _logged(session: Session, site: Site, period: Period) -> int:
    counted = sa.select(sa.func.sum(EventCount.count)).where(
        EventCount.site_id == site.id,
        EventCount.name == NAME,
        period.in_whole_quarters().holds(EventCount.quarter_at),
    )
    return session.scalar(counted) or 0


def _rows(session: Session, site: Site, period: Period, share: float) -> Iterator[Any]:
    e = Event
    query = (
        sa.select(e.visitor, e.time, e.url, e.path, e.title, e.referrer, e.properties)
        .where(e.site_id == site.id, e.named(NAME), period.holds(e.time))
        .where(e.visitor.is_not(None), e.flags.op("&")(UNCOUNTED) == 0)
        .order_by(e.time, e.id)
    )
    if share < 1:
        # Ids are random, so that the lowest of them are as good a sample as any; and each visitor is there whole.
        query = query.where(e.visitor < uuid.UUID(int=int(share * 2**128)))
    return iter(session.execute(query))
