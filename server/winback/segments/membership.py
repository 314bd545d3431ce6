"""Which segments a visitor is in, and how many are in one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Site, Visit
from ..rules import evaluate
from ..rules.fitting import leaves
from ..rules.profile import PASSING
from .profiles import profiles

Rule = Mapping[str, Any]

SAMPLE = 5000  # visitors looked at for a size: then it is right to within 1.4 percent points, 19 times of 20


@dataclass(frozen=True)
class Size:
    """`visitors` of `of` are in the segment, counted where `is_exact`, else estimated from a sample.

    `left_out` names facts of the rule that are known only while somebody is there: whom only they decide is not counted.
    """

    visitors: int
    of: int
    is_exact: bool
    left_out: list[str]


def asked_by(rule: Rule) -> list[str]:
    """The facts that a rule asks about."""
    return sorted({leaf["fact"] for _, leaf in leaves(rule)})


def segments_of(
    session: Session, site: Site, rules: Mapping[str, Rule], visitor: UUID, now: int, passing: Mapping[str, Any]
) -> list[str]:
    """The names of those rules that hold for the visitor. `passing`: what is known only because they are there now."""
    facts = {fact for rule in rules.values() for fact in asked_by(rule)}
    _, known = next(profiles(session, site, [visitor], facts, now))
    profile = {**known, **{name: value for name, value in passing.items() if value is not None}}
    return sorted(name for name, rule in rules.items() if evaluate(rule, profile))


def size(session: Session, site: Site, rule: Rule, start: int | None, now: int, sample: int = SAMPLE) -> Size:
    """How many of the visitors who were there since `start` are in."""
    facts = asked_by(rule)
    total = session.scalar(_visitors(site, start, sa.func.count(Visit.visitor.distinct()))) or 0
    looked_at = _sample(session, site, start, total, sample)
    inside = sum(1 for _, profile in profiles(session, site, looked_at, facts, now) if evaluate(rule, profile))
    is_exact = len(looked_at) == total
    share = inside / len(looked_at) if looked_at else 0
    return Size(inside if is_exact else round(share * total), total, is_exact, left_out(facts))


def left_out(facts: Collection[str]) -> list[str]:
    return [name for name in PASSING if name in facts]


def _sample(session: Session, site: Site, start: int | None, total: int, most: int) -> Sequence[UUID]:
    """Ids are made by chance, so the first ones in their order are as good a sample as any, and always the same."""
    ids = _visitors(site, start, Visit.visitor).distinct().order_by(Visit.visitor)
    return session.scalars(ids if total <= most else ids.limit(most)).all()


def _visitors(site: Site, start: int | None, what: Any) -> sa.Select[Any]:
    query = sa.select(what).where(Visit.site_id == site.id)
    return query if start is None else query.where(Visit.last_at >= start)
