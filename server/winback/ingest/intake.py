"""What the writer's stages share while they keep the new events of one site."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.engine import Connection

from .arrival import Arrival
from .dropped import Dropped
from .facts import SiteFacts


@dataclass
class Intake:
    """`fresh`: events that are not stored yet. The sets name what has to be derived anew from the stored events."""

    connection: Connection
    site: SiteFacts
    fresh: list[Arrival]
    refused: dict[UUID, Dropped] = field(default_factory=dict)
    exposures_answered: set[UUID] = field(default_factory=set)
    linked_later: set[UUID] = field(default_factory=set)  # stored events that have found their exposure only now
    visitors_moved: set[UUID] = field(default_factory=set)  # whose part in experiments may have changed
