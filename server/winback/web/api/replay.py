"""What a campaign's rules would have done: run over the decision log before they are launched."""

from typing import Any, ClassVar

from marshmallow import fields, validate

from ...reports.decision_log import Estimate
from ...reports.replay import Replay, Rival, replay
from ...targeting.conflicts import Conflict
from ..errors import Refusal
from ..replays import last_days, live_content, rules_of, static_conflicts
from ..schemas.fields import Strict
from ..service import service
from .base import Resources
from .campaigns import campaign_by
from .counting import counted
from .decisions import RatesOut, SampledOut, estimate, rates
from .resource import Resource, session, site_by
from .times import period_of

blueprint = Resources("replay", "A campaign's rules, tried on what past page views noted.")


class ReplayQuestion(Strict):
    """Without bounds it is about the last 14 days."""

    may_be_left_out = True

    from_ = fields.String(data_key="from", attribute="from", load_default=None, validate=[validate.Length(max=40)])
    to = fields.String(load_default=None, validate=[validate.Length(max=40)])
    zone = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=64)])


class TimesOut(SampledOut):
    count = fields.Integer(required=True)


class NamedTimes(TimesOut):
    name = fields.String(required=True)


class TimesOfDay(TimesOut):
    day = fields.String(required=True)


class DeclinedOut(Strict):
    refused = fields.Nested(TimesOut, required=True)
    dismissed = fields.Nested(TimesOut, required=True)
    dismissed_day = fields.Nested(TimesOut, required=True)


class RivalOut(Strict):
    campaign = fields.String(required=True)
    moments = fields.Nested(TimesOut, required=True)
    wins = fields.Nested(TimesOut, required=True)
    overlaps = fields.Nested(TimesOut, required=True)
    by = fields.List(fields.String(), required=True)


class ConflictOut(Strict):
    campaign = fields.String(required=True)
    kind = fields.String(required=True)
    moments = fields.List(fields.String(), required=True)
    wins = fields.String(required=True)
    by = fields.String(required=True)


class ReplayOut(Strict):
    views = fields.Nested(TimesOut, required=True)
    visitors = fields.Nested(TimesOut, required=True)
    rates = fields.Nested(RatesOut, required=True, allow_none=True)
    shown = fields.Nested(TimesOut, required=True)
    shown_visitors = fields.Nested(TimesOut, required=True)
    cannot_say = fields.Nested(TimesOut, required=True)
    cannot_say_share = fields.Float(required=True, allow_none=True)
    missing = fields.List(fields.Nested(NamedTimes), required=True)
    stopped = fields.List(fields.Nested(NamedTimes), required=True)
    declined = fields.Nested(DeclinedOut, required=True)
    on_quiet_pages = fields.Nested(TimesOut, required=True)
    on_checkout = fields.Nested(TimesOut, required=True)
    paths = fields.List(fields.Nested(NamedTimes), required=True)
    by_day = fields.List(fields.Nested(TimesOfDay), required=True)
    rivals = fields.List(fields.Nested(RivalOut), required=True)
    conflicts = fields.List(fields.Nested(ConflictOut), required=True)
    before = fields.Nested(TimesOut, required=True, allow_none=True)
    logged = fields.Nested(TimesOut, required=True, allow_none=True)


@blueprint.of_site("/campaigns/<campaign>/replay")
class ReplayCampaign(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(ReplayQuestion, required=False)
    @blueprint.response(200, ReplayOut)
    def post(self, question: dict[str, Any], site: str | None, campaign: str) -> dict[str, Any]:
        """Runs the campaign as it is edited over the decision log: how often it would have shown, and to whom not.

        Counts are page views. Limits are simulated for each visitor in the order of time; a showing is taken as closed
        without an answer, and the campaign's dates are left out. `cannot_say` are page views of which the log lacks what
        the rules ask; `missing` names it. `rivals` are live campaigns on the same page views, `conflicts` those that
        their rules alone tell. `before` and `logged` compare with the rules that are live now.
        """
        owner = site_by(site)
        found = campaign_by(owner, campaign)
        if found.kind == "consent":
            raise Refusal(
                409, "A consent banner is asked before anything may be logged: there is nothing to try it on."
            )
        is_bounded = question.get("from") or question.get("to")
        period = period_of(owner, question) if is_bounded else last_days(owner, service().clock())
        answer = counted(replay, owner, period, rules_of(found), live_content(found))
        return _replay(answer, static_conflicts(session(), found))


def times(found: Estimate) -> dict[str, int]:
    return estimate(found, "count")


def _replay(found: Replay, static: list[Conflict]) -> dict[str, Any]:
    plain = ("views", "visitors", "shown", "shown_visitors", "on_quiet_pages", "on_checkout")
    return {
        **{name: times(getattr(found, name)) for name in plain},
        **{name: found_or_none(getattr(found, name)) for name in ("before", "logged")},
        "rates": rates(found.rates),
        "cannot_say": times(found.unknown),
        "cannot_say_share": found.unknown.count / found.views.count if found.views.sampled else None,
        "missing": [{"name": name, **times(count)} for name, count in found.missing],
        "stopped": [{"name": name, **times(count)} for name, count in found.stopped.items()],
        "declined": {name: times(count) for name, count in found.declined.items()},
        "paths": [{"name": path, **times(count)} for path, count in found.paths],
        "by_day": [{"day": day.isoformat(), **times(count)} for day, count in found.by_day],
        "rivals": [_rival(rival) for rival in found.rivals],
        "conflicts": [vars(conflict) for conflict in static],
    }


def found_or_none(found: Any) -> dict[str, int] | None:
    return None if found is None else times(found)


def _rival(rival: Rival) -> dict[str, Any]:
    counts = {name: times(getattr(rival, name)) for name in ("moments", "wins", "overlaps")}
    return {"campaign": rival.campaign, **counts, "by": rival.by}
