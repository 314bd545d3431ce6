"""Erasing a person from the records of consent, and leaving the proof."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..models import ConsentRecord


def empty_decisions(connection: Connection, site_id: int, visitor: UUID) -> int:
    """Takes out of the visitor's decisions who they were and what they were shown. How many. The caller commits.

    What is left says that somebody decided so at that time: the chain stays whole, and the proof with it (GDPR,
    art. 17(3)(e)). Only the holder of the receipt can still say that it was theirs.
    """
    mine = sa.and_(ConsentRecord.site_id == site_id, ConsentRecord.visitor == visitor)
    found = list(connection.scalars(sa.select(ConsentRecord.id).where(mine)))
    if found:
        connection.execute(sa.update(ConsentRecord).where(mine).values(payload=None, salt=None, visitor=None))
    return len(found)
