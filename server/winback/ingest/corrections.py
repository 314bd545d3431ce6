"""Changing what a stored event counts as: the row and its count move together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..models import Event
from ..rollups import event_key
from .intake import Intake
from .rows import portions, update

_COUNTED_BY = (
    Event.id,
    Event.name,
    Event.time,
    Event.received_at,
    Event.source,
    Event.visitor,
    Event.campaign_id,
    Event.arm,
    Event.flags,
)


def correct(intake: Intake, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Gives stored events other values, all the same columns. New ones are changed alike, and counted at the end."""
    if not changes:
        return
    site_id = intake.site.id
    fresh = {arrival.id: arrival for arrival in intake.fresh}
    for some in portions(changes.keys() - fresh.keys()):
        query = sa.select(*_COUNTED_BY).where(Event.site_id == site_id, Event.id.in_(some))
        for row in intake.connection.execute(query):
            intake.counts.events[event_key(site_id, row)] -= 1
            intake.counts.events[event_key(site_id, row, **changes[row.id])] += 1
    for event_id in changes.keys() & fresh.keys():
        for column, value in changes[event_id].items():
            setattr(fresh[event_id], column, value)
    update(
        intake.connection,
        Event,
        [{**values, "site_id": site_id, "id": event_id} for event_id, values in changes.items()],
    )
