"""Why visitors saw a message or did not, and all that is known of one of them."""

from typing import Any, ClassVar

from marshmallow import fields

from ...reports.decision_log import Estimate
from ...reports.decisions import Condition, DecisionsReport, Step, decisions
from ...reports.trail import Trail, trail
from ...rules.checks import OUTCOMES
from ..errors import not_found
from ..schemas.campaign import slug
from ..schemas.fields import Instant, Strict
from ..schemas.paging import PageQuery
from ..schemas.records import EventOut, event_json
from .base import Resources
from .campaigns import campaign_by
from .counting import counted
from .reports import Question
from .resource import Resource, cursor, session, site_by
from .responses import after_row, uuid_of
from .times import period_of

blueprint = Resources("decisions", "Why messages showed or did not, from what a share of the visitors' pages noted.")


class DecisionsQuestion(Question):
    may_be_left_out = False
    campaign = slug(required=True)


class SampledOut(Strict):
    """Scaled by the share that was logged, `margin` to both sides with 95 %; `sampled` were looked at."""

    margin = fields.Integer(required=True)
    sampled = fields.Integer(required=True)


class EstimateOut(SampledOut):
    visitors = fields.Integer(required=True)


class ReasonOut(EstimateOut):
    reason = fields.String(required=True)


class DecisionStepOut(EstimateOut):
    check = fields.String(required=True)
    reached = fields.Nested(EstimateOut, required=True)
    reasons = fields.List(fields.Nested(ReasonOut), required=True)
    examples = fields.List(fields.String(), required=True)


class SeenValueOut(EstimateOut):
    value = fields.Raw(required=True, allow_none=True)


class FailingConditionOut(EstimateOut):
    fact = fields.String(required=True)
    op = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    is_turned = fields.Boolean(required=True)
    values = fields.List(fields.Nested(SeenValueOut), required=True)
    not_logged = fields.Nested(EstimateOut, required=True)


class CheckOfDay(EstimateOut):
    check = fields.String(required=True)


class OutcomesOfDay(Strict):
    day = fields.String(required=True)
    checks = fields.List(fields.Nested(CheckOfDay), required=True)


class RatesOut(Strict):
    least = fields.Float(required=True)
    most = fields.Float(required=True)


class DecisionsOut(EstimateOut):
    campaign = fields.String(required=True)
    views = fields.Integer(required=True)
    rates = fields.Nested(RatesOut, required=True, allow_none=True)
    steps = fields.List(fields.Nested(DecisionStepOut), required=True)
    conditions = fields.List(fields.Nested(FailingConditionOut), required=True)
    by_day = fields.List(fields.Nested(OutcomesOfDay), required=True)


@blueprint.of_site("/reports/decisions")
class Decisions(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(DecisionsQuestion)
    @blueprint.response(200, DecisionsOut)
    def post(self, question: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Visitors by how far they got: each check in its order, and `shown` at last.

        A visitor counts once, where they got furthest in the period. `stopped` there are the numbers of the step
        itself, `reached` those who passed every check before it. `conditions` are the parts of the audience's rule that
        did not hold, with the values that were seen most (null: an absent fact).
        """
        owner = site_by(site)
        campaign_by(owner, question["campaign"])
        period = period_of(owner, question)
        return _report(counted(decisions, owner, period, question["campaign"], as_of=question["as_of"]))


def estimate(found: Estimate, named: str = "visitors") -> dict[str, int]:
    return {named: round(found.count), "margin": round(found.margin), "sampled": found.sampled}


def rates(found: tuple[float, float] | None) -> dict[str, float] | None:
    return {"least": found[0], "most": found[1]} if found else None


def _report(found: DecisionsReport) -> dict[str, Any]:
    return {
        **estimate(found.visitors),
        "campaign": found.campaign,
        "views": found.views,
        "rates": rates(found.rates),
        "steps": [_step(step) for step in found.steps],
        "conditions": [_condition(condition) for condition in found.conditions],
        "by_day": [
            {
                "day": day.isoformat(),
                "checks": [{"check": check, **estimate(checks[check])} for check in OUTCOMES if check in checks],
            }
            for day, checks in found.by_day
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "check": step.check,
        "reached": estimate(step.reached),
        **estimate(step.stopped),
        "reasons": [{"reason": reason.word, **estimate(reason.visitors)} for reason in step.reasons],
        "examples": [visitor.hex for visitor in step.examples],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        **{name: getattr(condition, name) for name in ("fact", "op", "value", "is_turned")},
        **estimate(condition.visitors),
        "values": [{"value": value, **estimate(seen)} for value, seen in condition.values],
        "not_logged": estimate(condition.not_logged),
    }


# ---- one visitor ----


class TrailVisitOut(Strict):
    id = fields.String(required=True)
    started_at = Instant(required=True)
    last_at = Instant(required=True)
    landing_url = fields.String(required=True, allow_none=True)
    referrer = fields.String(required=True, allow_none=True)


class TrailOut(Strict):
    visitor = fields.String(required=True)
    first_at = Instant(required=True)
    last_at = Instant(required=True)
    visit_count = fields.Integer(required=True)
    visits = fields.List(fields.Nested(TrailVisitOut), required=True)
    items = fields.List(fields.Nested(EventOut), required=True)
    next = fields.String(required=True, allow_none=True)


@blueprint.of_site("/visitors/<visitor>/trail")
class VisitorTrail(Resource):
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, TrailOut)
    def get(self, query: dict[str, Any], site: str | None, visitor: str) -> dict[str, Any]:
        """Everything that is known of one visitor, events and decisions in the order in which they happened.

        The first page has the latest, `next` leads to what was before. `visits` are those of the page's events.
        """
        owner = site_by(site)
        who = uuid_of(visitor)
        found = trail(session(), owner, who, before=after_row(query["cursor"]), limit=query["limit"]) if who else None
        if found is None:
            raise not_found()
        return _trail(found)


def _trail(found: Trail) -> dict[str, Any]:
    names = ("started_at", "last_at", "landing_url", "referrer")
    return {
        "visitor": found.visitor.hex,
        "first_at": found.first_at,
        "last_at": found.last_at,
        "visit_count": found.visit_count,
        "visits": [
            {"id": visit.id.hex, **{name: getattr(visit, name) for name in names}}
            for visit in sorted(found.visits.values(), key=lambda one: one.started_at)
        ],
        "items": [event_json(row) for row in found.rows],
        "next": found.before and cursor([found.before[0], str(found.before[1])]),
    }
