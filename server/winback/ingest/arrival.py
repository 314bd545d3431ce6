"""An event that passed the steps, on its way to the writer; and a batch of them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from .dropped import Dropped
from .facts import CampaignFacts, SiteFacts
from .places import Place

# These belong to an exposure and get its campaign and arm.
LINKED = frozenset({"impression", "click", "dismissal", "answer", "response", "subscribe"})


class Arrival(msgspec.Struct):
    id: UUID
    name: str
    time: int
    received_at: int
    source: str
    visitor: UUID | None
    place: Place
    properties: dict[str, Any]
    exposure: UUID | None = None
    campaign: CampaignFacts | None = None
    arm: str | None = None
    epoch: int | None = None
    transaction_id: str | None = None
    value_minor: int | None = None
    currency: str | None = None
    flags: int = 0
    session_id: UUID | None = None
    campaign_id: int | None = None


@dataclass(frozen=True)
class Sighting:
    """The script tag was seen on a page of this origin."""

    site_id: int
    origin: str
    url: str
    is_allowed: bool
    seen_at: int


@dataclass
class Batch:
    """What one request brought. The writer may add to `dropped`."""

    site: SiteFacts
    arrivals: list[Arrival]
    dropped: list[Dropped] = field(default_factory=list)
    sighting: Sighting | None = None
