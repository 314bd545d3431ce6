"""What the writer's stages share while they keep the new events of one site."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.engine import Connection

from ..rollups import AnswerKey, EventKey
from .arrival import Arrival
from .dropped import Dropped
from .facts import SiteFacts


@dataclass
class Counts:
    """By how much the transaction changes the roll-ups, over all of its sites."""

    events: Counter[EventKey] = field(default_factory=Counter)
    answers: Counter[AnswerKey] = field(default_factory=Counter)


@dataclass
class Intake:
    """`fresh`: events that are not stored yet. The sets name what has to be derived anew from the stored events."""

    connection: Connection
    site: SiteFacts
    fresh: list[Arrival]
    counts: Counts
    refused: dict[UUID, Dropped] = field(default_factory=dict)
    exposures_answered: set[UUID] = field(default_factory=set)
    linked_later: set[UUID] = field(default_factory=set)  # stored events that have found their exposure only now
    visitors_moved: set[UUID] = field(default_factory=set)  # whose part in experiments may have changed
