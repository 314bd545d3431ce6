"""What the writer's stages share while they keep the new events of one site."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.engine import Connection

from ..rollups import Amount, AnswerKey, EventKey, add_answers, add_campaigns, add_events
from .arrival import Arrival
from .dropped import Dropped
from .facts import SiteFacts
from .lately import IsNew


@dataclass
class Counts:
    """By how much the transaction changes the roll-ups, over all of its sites."""

    events: Counter[EventKey] = field(default_factory=Counter)
    answers: Counter[AnswerKey] = field(default_factory=Counter)
    amounts: Counter[Amount] = field(default_factory=Counter)  # what visitors' parts in campaigns add to those
    zones: dict[int, str] = field(default_factory=dict)  # of the sites

    def write(self, connection: Connection) -> None:
        """Last of all: until the commit, other processes on PostgreSQL wait for these few rows."""
        add_events(connection, self.events)
        add_answers(connection, self.answers)
        add_campaigns(connection, self.amounts, self.events, self.answers, self.zones)


@dataclass
class Intake:
    """`fresh`: events that are not stored yet. The sets name what has to be derived anew from the stored events."""

    connection: Connection
    site: SiteFacts
    fresh: list[Arrival]
    counts: Counts
    is_new: IsNew | None = None  # whether an event can't be stored already; None: the database has to be asked
    refused: dict[UUID, Dropped] = field(default_factory=dict)
    exposures_answered: set[UUID] = field(default_factory=set)
    linked_later: set[UUID] = field(default_factory=set)  # stored events that have found their exposure only now
    impressions: dict[UUID, dict[UUID, int]] = field(default_factory=dict)  # new ones and their flags, by exposure
    visitors_moved: set[UUID] = field(default_factory=set)  # whose part in experiments may have changed

    def __post_init__(self) -> None:
        self.counts.zones[self.site.id] = self.site.zone
