"""The proof that consent records are whole: a chain of hashes over salted commitments.

commitment = SHA-256(salt + canonical JSON of the payload); hash = SHA-256(previous hash + seq + commitment). Erasing
payload and salt leaves the chain whole, and without the salt nobody can try out what the payload was.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import ConsentRecord

FIRST = "0" * 64  # what the first record of a site is chained to


def commitment(payload: dict[str, Any], salt: str) -> str:
    canonical = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(salt.encode() + canonical).hexdigest()


def chain_hash(previous: str, seq: int, committed: str) -> str:
    return hashlib.sha256(f"{previous}{seq}{committed}".encode()).hexdigest()


def verify_chain(session: Session, site_id: int) -> int | None:
    """The seq of the first record that is missing, moved or changed; None where the chain is whole."""
    query = sa.select(ConsentRecord).where(ConsentRecord.site_id == site_id).order_by(ConsentRecord.seq)
    # Closed also where we stop early: the rest of a long chain waits in a cursor on the server.
    with session.scalars(query.execution_options(yield_per=1000)) as records:
        return _first_broken(records)


def _first_broken(records: Iterable[ConsentRecord]) -> int | None:
    previous, expected = FIRST, 1
    for record in records:
        if record.seq != expected or record.previous_hash != previous or not _is_true(record):
            return expected
        previous, expected = record.hash, expected + 1
    return None


def _is_true(record: ConsentRecord) -> bool:
    if record.hash != chain_hash(record.previous_hash, record.seq, record.commitment):
        return False
    if record.payload is None or record.salt is None:
        return record.payload is None and record.salt is None  # erased, and both
    return record.commitment == commitment(record.payload, record.salt) and _says_the_same(record, record.payload)


def _says_the_same(record: ConsentRecord, payload: dict[str, Any]) -> bool:
    """Whether the columns, by which records are searched, still say what was committed to."""
    columns = {
        "id": str(record.id),
        "consent_id": record.consent_id.hex,
        "visitor": record.visitor.hex if record.visitor else None,
        "notice": record.notice,
        "action": record.action,
        "purposes": record.purposes,
        "recorded_at": record.recorded_at,
    }
    return all(payload.get(name) == value for name, value in columns.items())
