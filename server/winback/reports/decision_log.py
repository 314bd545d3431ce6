"""The decision log, read: for each page view of the logged visitors, what came of every campaign."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import UNCOUNTED, Event, EventCount, Site
from ..models.site import LEAST_DECISION_SHARE
from ..rules.unknown import as_told
from .period import Period

NAME = "decision"
MOST = 200_000  # decisions that one report looks at: where there are more, those of fewer visitors
MOST_OF_ONE = 1000  # of one visitor, the latest, where there are more than that

Said = dict[str, Any]


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
        """SET where only that is known."""
        return {fact: as_told(fact, value) for fact, value in self.said.get("_facts", {}).items()}


@dataclass(frozen=True)
class Log:
    """Page views in the order in which they were left. `share`: of the logged visitors, the part that was looked at."""

    views: list[Logged]
    share: float

    def rates(self) -> dict[uuid.UUID, float]:
        """For each visitor how likely it was to be in here: the largest share that it was ever chosen by."""
        rates: dict[uuid.UUID, float] = {}
        for view in self.views:
            rates[view.visitor] = max(rates.get(view.visitor, 0), view.said["_rate"])
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


def read_log(
    session: Session, site: Site, period: Period, kept: Callable[[Said], Said], has_pages: bool, most: int = MOST
) -> Log:
    """What is known of the period, each page view once: the last word on it counts. Without bots and staff.

    `kept`: what the reader needs of what was said, for a sender may say much. `has_pages`: with addresses and titles.
    """
    share = min(1.0, most / max(1, _logged(session, site, period)))
    views: dict[Any, Logged] = {}
    for number, row in enumerate(_rows(session, site, period, share, most, has_pages)):
        visitor, time, url, path, title, referrer, said = row
        if said.get("_view", {}) is None:  # as anybody may say
            said = {**said, "_view": {}}
        view = said.get("_view", {}).get("id")
        key = (visitor, view) if view else number
        if key not in views:  # the latest comes first
            rate = max(LEAST_DECISION_SHARE, min(1, said.get("_rate", 1)))
            views[key] = Logged(visitor, time, url, path, title, referrer, {**kept(said), "_rate": rate})
    return Log([*reversed(views.values())], share)


def _logged(session: Session, site: Site, period: Period) -> int:
    counted = sa.select(sa.func.sum(EventCount.count)).where(
        EventCount.site_id == site.id,
        EventCount.name == NAME,
        period.in_whole_quarters().holds(EventCount.quarter_at),
    )
    return int(session.scalar(counted) or 0)  # PostgreSQL's sums are decimals


def _rows(session: Session, site: Site, period: Period, share: float, most: int, has_pages: bool) -> Iterator[Any]:
    """The latest first. Chance and a few visitors with many may exceed `most`, but never twofold."""
    e = Event
    page = [e.url, e.path, e.title, e.referrer]
    query: Any = (
        sa.select(e.visitor, e.time, *(page if has_pages else [sa.null().label(one.key) for one in page]), e.properties)
        .where(e.site_id == site.id, e.named(NAME), period.holds(e.time))
        .where(e.visitor.is_not(None), e.flags.op("&")(UNCOUNTED) == 0)
    )
    latest = (e.time.desc(), e.id.desc())
    if share < 1:
        query, latest = _sampled(session, query, site, share)
    return iter(session.execute(query.order_by(*latest).limit(2 * most).execution_options(yield_per=1000)))


def _sampled(session: Session, query: Any, site: Site, share: float) -> tuple[Any, Any]:
    """Visitors who are taken whole, but of each no more than some, and the order of the rows.

    By a hash that nobody outside can foresee: senders choose their ids.
    """
    e = Event
    is_sqlite = session.get_bind().dialect.name == "sqlite"  # which keeps ids as bytes
    visitor = sa.func.hex(e.visitor) if is_sqlite else sa.cast(e.visitor, sa.String)
    hashed = sa.func.md5(sa.literal(f"{site.id} {site.created_at} ") + sa.cast(visitor, sa.String))
    nth = sa.func.row_number().over(partition_by=e.visitor, order_by=(e.time.desc(), e.id.desc()))
    found = query.add_columns(e.id, nth.label("nth")).where(hashed < f"{int(share * 2**128):032x}").subquery()
    columns = [column for column in found.c if column.key not in ("id", "nth")]
    return sa.select(*columns).where(found.c.nth <= MOST_OF_ONE), (found.c.time.desc(), found.c.id.desc())
