"""Sixty days of history into the data folder: simulated, and recorded by the code that records real visitors."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY, Clock
from ..db.engine import Database
from ..ingest.envelope import ServerEvent
from ..ingest.pipeline import MOST_SERVER_EVENTS, accept_server
from ..ingest.record import Recorder
from ..models import Campaign, Site
from .simulator import Shown, World, simulate
from .simulator.simulate import VISITORS_A_DAY

SEED = 7
_PATIENCE_SECONDS = 120  # nobody waits for an answer here


class NotRecorded(RuntimeError):
    """Ingest refused a part of the history: simulator and service do not fit each other."""


@dataclass(frozen=True)
class Span:
    """Which history the folder has. The same span gives the same events, so that a broken-off one can be sent again."""

    seed: int
    start: int
    end: int
    visitors: int
    is_recorded: bool = False

    @classmethod
    def of_days(cls, days: int, now: int) -> "Span":
        return cls(SEED, now - days * DAY, now, days * VISITORS_A_DAY)


def kept_span(file: Path) -> Span | None:
    return Span(**json.loads(file.read_text())) if file.exists() else None


def keep_span(file: Path, span: Span) -> None:
    file.write_text(json.dumps(asdict(span)) + "\n")


def world_of(session: Session, site: Site, shop_url: str) -> World:
    """The shop as its visitors find it: with the campaigns that are live."""
    live = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status == "live", Campaign.kind != "consent")
    shown = {
        c.slug: Shown.of(c.slug, c.version, c.epochs[0], c.published or {})
        for c in sorted(session.scalars(live), key=lambda one: (-one.priority, one.slug))
    }
    log = {"seed": f"log:{site.key}", "share": site.decision_share}
    return World(shop_url, site.zone, shown, log, tuple(site.quiet_paths))


def record_history(db: Database, clock: Clock, site_id: int, world: World, span: Span) -> int:
    """Simulates the span and records it. How many events; one that is there already counts as recorded."""
    events = simulate(world, span.seed, span.start, span.end, span.visitors)
    recorder = Recorder(db, clock, patience_seconds=_PATIENCE_SECONDS)
    try:
        for some in _portions(events):
            outcome = accept_server(recorder, site_id, some, clock())
            if outcome.dropped:
                first = outcome.dropped[0]
                raise NotRecorded(f"{first.reason} {first.path or ''} {first.message or ''}".strip())
    finally:
        recorder.close()
    return len(events)


def _portions(events: list[ServerEvent]) -> Iterator[list[ServerEvent]]:
    for start in range(0, len(events), MOST_SERVER_EVENTS):
        yield events[start : start + MOST_SERVER_EVENTS]
