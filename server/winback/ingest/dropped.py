"""Why something was not taken, or is counted apart: closed lists, each with its counter."""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter

from ..models import Flag

# A whole request, in the order in which it is judged.
REFUSALS = (
    "too_large",
    "bad_type",
    "bad_key",
    "unknown_site",
    "rate_limited",
    "origin_refused",
    "bad_json",
    "bad_envelope",
    "not_earned",
    "link_expired",
    "busy",
    "read_only",
)
OF_NO_SITE = ("bad_key", "unknown_site")
# One event; its neighbours are stored.
DROPS = ("bad_event", "no_consent", "unknown_campaign", "too_old", "too_many", "erased")

_refused = Counter("winback_refused_requests", "Requests refused, by reason", ["reason"])
_dropped = Counter("winback_dropped_events", "Events not stored, by reason", ["reason"])
_flagged = Counter("winback_flagged_events", "Events stored and counted apart, by flag", ["flag"])
_stored = Counter("winback_stored_events", "Events stored")
_unloaded = Counter("winback_unloaded_pages", "Pages on which the script failed too often and took itself out")

for _reason in REFUSALS:
    _refused.labels(_reason)
for _reason in DROPS:
    _dropped.labels(_reason)
for _flag in Flag:
    _flagged.labels(str(_flag.name))


@dataclass(frozen=True)
class Refusal:
    """Why a whole request is refused. `retry_after` is in seconds."""

    status: int
    reason: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()
    retry_after: int | None = None


@dataclass(frozen=True)
class Dropped:
    """Why one event is not stored. `id` is None where it can't be read; `path` says where the fault is."""

    id: str | None
    reason: str
    path: str | None = None
    message: str | None = None

    def as_json(self) -> dict[str, Any]:
        said = {"id": self.id, "reason": self.reason, "path": self.path, "message": self.message}
        return {key: value for key, value in said.items() if value is not None or key == "id"}


@dataclass(frozen=True)
class Outcome:
    """What became of a batch. A repeated event counts as accepted."""

    accepted: int
    dropped: list[Dropped]


def count_refusal(refusal: Refusal) -> None:
    _refused.labels(refusal.reason).inc()


def count_drops(dropped: Iterable[Dropped]) -> None:
    for one in dropped:
        _dropped.labels(one.reason).inc()


def count_unloaded(pages: int) -> None:
    _unloaded.inc(pages)


def count_stored(flags: Iterable[int]) -> None:
    """Counts events that were really inserted, each by its flags."""
    for each, count in Tally(flags).items():
        _stored.inc(count)
        for name in Flag.names(each) if each else ():
            _flagged.labels(name).inc(count)
