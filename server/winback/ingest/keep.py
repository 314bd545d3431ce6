"""Keeping events: everything that follows from them is brought up to date in the transaction that stores them.

What is derived (sessions, purchases, responses, participation) is always derived from the stored events and never
added up, so that neither order, nor batching, nor repetition of arrivals can change it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from ..rollups import count_events
from .arrival import Arrival, Batch
from .coupon_uses import note_coupons
from .dropped import Dropped
from .erased import refuse_erased
from .event_rows import insert, stored_ids
from .intake import Counts, Intake
from .lately import IsNew
from .links import link, link_earlier
from .locks import Visitor, lock
from .participation import count_participations
from .properties import UNLOADED
from .purchases import settle_purchases
from .queued import queue_for_pages
from .responses import refuse_bad_answers, write_responses
from .rows import grouped
from .sessions import attend_sessions
from .showings import mark_repeated_impressions
from .subscribers import write_subscribers


@dataclass
class Kept:
    """What the writer did with one batch: what it dropped, and the flags of each event that it inserted."""

    dropped: list[Dropped] = field(default_factory=list)
    inserted_flags: list[int] = field(default_factory=list)
    unloaded: int = 0  # of them, how many tell that the script took itself out of a page


def keep(
    connection: Connection, batches: list[Batch], is_new: IsNew | None = None, others: Iterable[Visitor] = ()
) -> list[Kept]:
    """Stores the batches' events and what follows from them. One Kept a batch. The caller commits.

    `others` are visitors to be locked with those of the batches.
    Raises Conflict where something of it was stored meanwhile, or was although `is_new` says that it can't be.
    """
    lock(connection, batches, others)
    kept = [Kept() for _ in batches]
    counts = Counts()
    for of_site in grouped(zip(batches, kept, strict=True), lambda pair: pair[0].site.id).values():
        _keep_site(connection, of_site, counts, is_new)
    counts.write(connection)
    return kept


def _keep_site(connection: Connection, batches: list[tuple[Batch, Kept]], counts: Counts, is_new: IsNew | None) -> None:
    fresh: list[Arrival] = []
    owners: dict[int, Kept] = {}  # by the events' ids as numbers, which are hashed in a tenth of the time
    for batch, kept in batches:
        for arrival in batch.arrivals:
            number = arrival.id.int
            if number not in owners:  # the first of two with one id is the event, the other its repetition
                owners[number] = kept
                fresh.append(arrival)
    # In the order of their ids: two processes that insert the same rows wait for each other, but never in a circle.
    fresh.sort(key=lambda arrival: arrival.id.int)
    site = max((batch.site for batch, _ in batches), key=lambda site: site.revision)
    intake = Intake(connection, site, fresh, counts, is_new)
    for stage in STAGES:
        stage(intake)
    for event_id, dropped in intake.refused.items():
        owners[event_id.int].dropped.append(dropped)
    for arrival in intake.fresh:
        owner = owners[arrival.id.int]
        owner.inserted_flags.append(arrival.flags)
        owner.unloaded += arrival.name == UNLOADED


def leave_out_repeated(intake: Intake) -> None:
    is_new = intake.is_new
    asked = intake.fresh if is_new is None else [arrival for arrival in intake.fresh if not is_new(arrival)]
    stored = stored_ids(intake.connection, intake.site.id, [arrival.id for arrival in asked])
    if stored:
        intake.fresh = [arrival for arrival in intake.fresh if arrival.id not in stored]


def count(intake: Intake) -> None:
    """Counts the new events as what they were found to be."""
    intake.counts.events.update(count_events(intake.site.id, intake.fresh))


STAGES: list[Callable[[Intake], None]] = [
    leave_out_repeated,
    refuse_erased,
    link,
    refuse_bad_answers,
    attend_sessions,
    insert,
    link_earlier,
    mark_repeated_impressions,
    settle_purchases,
    note_coupons,
    write_responses,
    write_subscribers,
    count_participations,
    queue_for_pages,
    count,
]
