"""One consent decision becomes one record: inserted, chained to the one before, never changed."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from ..clock import DAY, rfc3339
from ..models import ConsentNotice, ConsentRecord, ErasedVisitor, Site
from ..models.site import origin_of
from .proof import FIRST, chain_hash, commitment

Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
LONGEST_DELAY = 3 * DAY


class DecisionPage(msgspec.Struct):
    url: Url


class Decision(msgspec.Struct):
    """What the browser tells. What it must not decide (time, action, hash) is not among it and is ignored."""

    v: Literal[1]
    id: UUID
    consent_id: Hex32
    notice: Annotated[str, msgspec.Meta(max_length=100)]
    purposes: dict[str, bool]
    how: Literal["click", "keyboard", "api", "gpc"]
    page: DecisionPage
    visitor: Hex32 | None = None
    layer: Literal[1, 2] = 1
    language: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    shown_ms: Milliseconds | None = None
    age_ms: int = 0
    gpc: bool = False


class UnknownNotice(LookupError):
    """The site never published a notice with this hash."""


class WrongPurposes(ValueError):
    """The decision is about other purposes than the notice."""


@dataclass(frozen=True)
class Receipt:
    id: UUID
    consent_id: UUID
    recorded_at: int
    hash: str

    def as_json(self) -> dict[str, str]:
        return {
            "id": str(self.id),
            "consent_id": self.consent_id.hex,
            "recorded_at": rfc3339(self.recorded_at),
            "hash": self.hash,
        }


def check_purposes(session: Session, site_id: int, decision: Decision) -> None:
    """Raises UnknownNotice or WrongPurposes: exactly what the notice asked must be answered."""
    notice = session.get(ConsentNotice, {"site_id": site_id, "hash": decision.notice})
    if notice is None:
        raise UnknownNotice(decision.notice)
    asked = [purpose["key"] for purpose in notice.content["purposes"]]
    if sorted(asked) != sorted(decision.purposes):
        raise WrongPurposes(f"exactly these: {', '.join(asked)}")


def record_decision(
    connection: Connection, site_id: int, decision: Decision, now: int, has_gpc_signal: bool
) -> Receipt:
    """Inserts the record, or finds it where the same id came before. The caller commits."""
    _lock_chain(connection, site_id)
    if (known := _receipt(connection, site_id, decision.id)) is not None:
        return known
    head = connection.execute(
        sa.select(ConsentRecord.seq, ConsentRecord.hash)
        .where(ConsentRecord.site_id == site_id)
        .order_by(ConsentRecord.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, previous = (head.seq + 1, head.hash) if head else (1, FIRST)
    action = derive_action(decision.how, decision.purposes, _purposes_before(connection, site_id, decision))
    if _was_erased_since(connection, site_id, decision, now):
        decision = msgspec.structs.replace(decision, visitor=None)
    payload, salt = _payload(decision, action, now, has_gpc_signal), secrets.token_hex(16)
    committed = commitment(payload, salt)
    record = {
        "site_id": site_id,
        "id": decision.id,
        "seq": seq,
        "consent_id": UUID(decision.consent_id),
        "visitor": UUID(decision.visitor) if decision.visitor else None,
        "notice": decision.notice,
        "action": action,
        "purposes": decision.purposes,
        "payload": payload,
        "salt": salt,
        "commitment": committed,
        "previous_hash": previous,
        "hash": chain_hash(previous, seq, committed),
        "recorded_at": now,
    }
    connection.execute(sa.insert(ConsentRecord), record)
    return Receipt(decision.id, UUID(decision.consent_id), now, str(record["hash"]))


def derive_action(how: str, purposes: dict[str, bool], before: dict[str, bool] | None) -> str:
    """What the decision amounts to. `before` is what this browser had decided last."""
    granted = {key for key, is_granted in purposes.items() if is_granted}
    granted_before = {key for key, is_granted in (before or {}).items() if is_granted}
    if how == "gpc":
        return "gpc"
    if before == purposes:
        return "renew"
    if granted < granted_before:
        return "withdraw"
    if granted == purposes.keys():
        return "accept_all"
    return "custom" if granted else "reject_all"


def _decided_at(decision: Decision, now: int) -> int:
    return now - min(max(0, decision.age_ms), LONGEST_DELAY)


def _was_erased_since(connection: Connection, site_id: int, decision: Decision, now: int) -> bool:
    """Whether the visitor was erased after they had decided: then the record is proof, and nobody's."""
    erased = sa.select(ErasedVisitor.mark).where(
        ErasedVisitor.site_id == site_id, ErasedVisitor.erased_at >= _decided_at(decision, now)
    )
    if decision.visitor is None or connection.scalar(erased.limit(1)) is None:  # mostly nobody was
        return False
    secret = connection.scalar(sa.select(Site.secret).where(Site.id == site_id)) or ""
    mark = ErasedVisitor.mark_of(secret, UUID(decision.visitor))
    return connection.scalar(erased.where(ErasedVisitor.mark == mark)) is not None


def _payload(decision: Decision, action: str, now: int, has_gpc_signal: bool) -> dict[str, Any]:
    """All that the proof needs: no address, no user agent, no query of the page."""
    url = decision.page.url
    return {
        "id": str(decision.id),
        "consent_id": decision.consent_id,
        "visitor": decision.visitor,
        "notice": decision.notice,
        "action": action,
        "purposes": decision.purposes,
        "recorded_at": now,
        "decided_at": _decided_at(decision, now),
        "how": decision.how,
        "layer": decision.layer,
        "language": decision.language,
        "shown_ms": decision.shown_ms,
        "gpc": has_gpc_signal,
        "page": {"origin": origin_of(url), "path": _path_of(url)},
    }


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path[:2000] or "/"
    except ValueError:  # nothing that a browser could be on
        return "/"


def _lock_chain(connection: Connection, site_id: int) -> None:
    """One record after the other in all processes. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        statement = sa.text("SELECT pg_advisory_xact_lock(hashtext('winback consent'), CAST(:site_id AS integer))")
        connection.execute(statement, {"site_id": site_id})


def _receipt(connection: Connection, site_id: int, record_id: UUID) -> Receipt | None:
    row = connection.execute(
        sa.select(ConsentRecord.consent_id, ConsentRecord.recorded_at, ConsentRecord.hash).where(
            ConsentRecord.site_id == site_id, ConsentRecord.id == record_id
        )
    ).one_or_none()
    return row and Receipt(record_id, row.consent_id, row.recorded_at, row.hash)


def _purposes_before(connection: Connection, site_id: int, decision: Decision) -> dict[str, bool] | None:
    query = sa.select(ConsentRecord.purposes).where(
        ConsentRecord.site_id == site_id, ConsentRecord.consent_id == UUID(decision.consent_id)
    )
    found: dict[str, bool] | None = connection.scalar(query.order_by(ConsentRecord.seq.desc()).limit(1))
    return found
