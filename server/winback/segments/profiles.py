"""What the server knows of some visitors: the facts of rules/profile.py, read for many at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Answer, ConsentRecord, Purchase, Site, Visit
from ..money import to_decimal
from ..rules.channels import channel_of_visit
from ..rules.profile import part_of
from . import messages, seen
from .latest import with_campaigns

Profile = dict[str, Any]  # facts by their names; what is not known is absent
Found = Iterable[tuple[UUID, Profile]]

_AT_ONCE = 500  # visitors a question


@dataclass(frozen=True)
class Asked:
    """Whom a part of the profile is read of, and when."""

    session: Session
    site: Site
    visitors: Sequence[UUID]
    now: int


def profiles(
    session: Session, site: Site, visitors: Sequence[UUID], facts: Collection[str], now: int
) -> Iterator[tuple[UUID, Profile]]:
    """Each visitor's profile, as far as these facts need it. A visitor who is not known has an empty one, or zeros."""
    parts = sorted({part_of(fact) for fact in facts})
    for start in range(0, len(visitors), _AT_ONCE):
        some = visitors[start : start + _AT_ONCE]
        known: dict[UUID, Profile] = {visitor: {} for visitor in some}
        for part in parts:
            if part in READERS:
                for visitor, found in READERS[part](Asked(session, site, some, now)):
                    known[visitor].update(found)
        yield from known.items()


def _visits(asked: Asked) -> Found:
    query = (
        sa.select(Visit.visitor, sa.func.count(), sa.func.min(Visit.started_at), sa.func.max(Visit.last_at))
        .where(Visit.site_id == asked.site.id, Visit.visitor.in_(asked.visitors))
        .group_by(Visit.visitor)
    )
    for visitor, count, first, last in asked.session.execute(query):
        yield (
            visitor,
            {
                "visitor.sessions": count,
                "visitor.days": (asked.now - first) / DAY,
                "visitor.days_since": (asked.now - last) / DAY,
            },
        )


def _touch(asked: Asked) -> Found:
    """By the address of the first visit, as the browser does."""
    of_theirs = (Visit.site_id == asked.site.id, Visit.visitor.in_(asked.visitors))
    firsts = (
        sa.select(Visit.visitor, sa.func.min(Visit.started_at).label("first"))
        .where(*of_theirs)
        .group_by(Visit.visitor)
        .subquery()
    )
    is_first = sa.and_(Visit.visitor == firsts.c.visitor, Visit.started_at == firsts.c.first)
    query = sa.select(Visit.visitor, Visit.landing_url, Visit.referrer).join(firsts, is_first).where(*of_theirs)
    for visitor, landing, referrer in asked.session.execute(query):
        yield visitor, {"visitor.channel": channel_of_visit(landing or "", referrer or "")}


def _orders(asked: Asked) -> Found:
    yield from ((visitor, {"orders.count": 0, "orders.value": 0}) for visitor in asked.visitors)
    currency = asked.site.currency
    net = sa.case((Purchase.currency == currency, Purchase.value_minor - Purchase.refunded_minor), else_=0)
    total = sa.func.sum(sa.cast(net, sa.Double))  # whole numbers could pass 2**63, which is an error
    query = (
        sa.select(Purchase.visitor, sa.func.count(), total, sa.func.max(Purchase.time))
        .where(Purchase.site_id == asked.site.id, Purchase.visitor.in_(asked.visitors))
        .group_by(Purchase.visitor)
    )
    for visitor, count, value, last in asked.session.execute(query):
        worth = float(to_decimal(int(value), currency))
        yield visitor, {"orders.count": count, "orders.value": worth, "orders.days": (asked.now - last) / DAY}


def _score(asked: Asked) -> Found:
    """The latest of the visitor's scores, whichever campaign asked."""
    event = with_campaigns(asked.site, asked.visitors)
    told = sa.and_(Answer.site_id == asked.site.id, Answer.exposure == event.exposure, Answer.kind == "nps")
    query = (
        sa.select(event.visitor, Answer.number)
        .join(Answer, told)
        .where(event.name == "answer")
        .order_by(Answer.answered_at)
    )
    for visitor, number in asked.session.execute(query):
        if visitor is not None:
            yield visitor, {"visitor.nps": number}


def _consent(asked: Asked) -> Found:
    for visitor, granted in granted_by(asked.session, asked.site.id, asked.visitors).items():
        yield visitor, {"consent.purposes": granted}


def granted_by(session: Session, site_id: int, visitors: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What the latest decision of each allowed. Who has none on record is not among them."""
    query = (
        sa.select(ConsentRecord.visitor, ConsentRecord.purposes)
        .where(ConsentRecord.site_id == site_id, ConsentRecord.visitor.in_(visitors))
        .order_by(ConsentRecord.seq)
    )
    if len(visitors) == 1:
        query = query.order_by(None).order_by(ConsentRecord.seq.desc()).limit(1)
    rows = session.execute(query)
    return {
        visitor: [key for key, is_granted in said.items() if is_granted is True] for visitor, said in rows if visitor
    }


def _pages(asked: Asked) -> Found:
    return seen.pages(asked.session, asked.site, asked.visitors, asked.now)


def _goods(asked: Asked) -> Found:
    return seen.goods(asked.session, asked.site, asked.visitors, asked.now)


def _events(asked: Asked) -> Found:
    return seen.events(asked.session, asked.site, asked.visitors, asked.now)


def _messages(asked: Asked) -> Found:
    return messages.messages(asked.session, asked.site, asked.visitors)


# What is known only while somebody is there (the country of an address) is told by whoever asks.
READERS: dict[str, Callable[[Asked], Found]] = {
    "visits": _visits,
    "touch": _touch,
    "orders": _orders,
    "pages": _pages,
    "goods": _goods,
    "events": _events,
    "messages": _messages,
    "score": _score,
    "consent": _consent,
}
