"""Reports: a question is sent, numbers come back."""

from collections.abc import Sequence
from typing import Any, ClassVar

import orjson
from flask import Response
from marshmallow import fields, validate

from ...ingest.dropped import DROPS, REFUSALS
from ...money import exponent
from ...reports.campaign import LEAVING_OUT, CampaignNumbers, Counts, campaign_numbers
from ...reports.exit_scores import Band, Share
from ...reports.exits import CampaignLeaving, Leaving, exits
from ...reports.nps import BREAKDOWNS, UNITS, Nps, Slice, nps
from ...reports.quality import FLAGS, Tally, quality
from ..schemas.campaign import slug
from ..schemas.fields import Instant, InstantMs, Strict, one_of
from .base import Resources
from .counting import counted
from .resource import Resource, site_by
from .times import period_of

blueprint = Resources("reports", "Questions over the records. Days are days of the site's zone, or of the one named.")


AS_OF = (
    "Counts as if nothing had happened at this moment or later. It goes by when things happened: what was delivered "
    "late, a refund of an earlier purchase and an earlier answer that was changed since are counted as they are now."
)


class Question(Strict):
    may_be_left_out = True

    from_ = fields.String(data_key="from", attribute="from", load_default=None, validate=[validate.Length(max=40)])
    to = fields.String(load_default=None, validate=[validate.Length(max=40)])
    zone = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=64)])
    as_of = InstantMs(load_default=None, allow_none=True, metadata={"description": AS_OF})


class CampaignQuestion(Question):
    campaign = slug(load_default=None, allow_none=True)


def counts_of(what: str, names: Sequence[str]) -> fields.Nested:
    """A count for each name of a closed list."""
    schema = Strict.from_dict({name: fields.Integer(required=True) for name in names}, name=f"{what}Counts")
    return fields.Nested(schema, required=True)


class ArmOut(Strict):
    arm = fields.String(required=True)
    exposed = fields.Integer(required=True)
    shown = fields.Integer(required=True)
    clicked = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    converted = fields.Integer(required=True)
    revenue = fields.Float(required=True)


class DayOut(Strict):
    day = fields.String(required=True)
    arms = fields.List(fields.Nested(ArmOut), required=True)


class CampaignNumbersOut(Strict):
    campaign = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(required=True)
    arms = fields.List(fields.Nested(ArmOut), required=True)
    left_out = counts_of("LeftOut", LEAVING_OUT)
    by_day = fields.List(fields.Nested(DayOut), required=True)


@blueprint.of_site("/reports/campaigns")
class CampaignsReport(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(CampaignQuestion)
    @blueprint.response(200, CampaignNumbersOut(many=True))
    def post(self, question: dict[str, Any], site: str | None) -> Response:
        """Each campaign's visitors by arm, and by the day on which they first met it.

        A visitor belongs to the period of the first exposure, with all that followed from it.
        """
        owner = site_by(site)
        period = period_of(owner, question)
        found = counted(campaign_numbers, owner, period, question["campaign"], as_of=question["as_of"])
        return _written([_campaign(numbers) for numbers in found])


class ShareOut(Strict):
    visitors = fields.Integer(required=True)
    left = fields.Integer(required=True)
    share = fields.Float(required=True, allow_none=True)
    interval = fields.List(fields.Float(), required=True, allow_none=True)


class SurerOut(ShareOut):
    kept = fields.Float(required=True)


class BandOut(ShareOut):
    from_ = fields.Integer(required=True, data_key="from")
    to = fields.Integer(required=True)
    surer = fields.Nested(SurerOut, required=True)


class LeavingOut(ShareOut):
    trigger = fields.String(required=True)
    bands = fields.List(fields.Nested(BandOut), required=True)


class CampaignLeavingOut(Strict):
    campaign = fields.String(required=True)
    name = fields.String(required=True)
    triggers = fields.List(fields.Nested(LeavingOut), required=True)


@blueprint.of_site("/reports/exits")
class ExitsReport(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(CampaignQuestion)
    @blueprint.response(200, CampaignLeavingOut(many=True))
    def post(self, question: dict[str, Any], site: str | None) -> list[dict[str, Any]]:
        """How often a campaign's moment was right: of the visitors who were shown nothing, how many really left.

        In control and holdout, by trigger, each visitor once a campaign by the first time in the period. Left: nothing
        was done within 30 seconds, and the page was not in view at their end. The interval is Wilson's, 95 %. `bands`: by
        the score of the leaving, where the script has told it; `surer`: with that score or a higher one.
        """
        owner = site_by(site)
        found = counted(exits, owner, period_of(owner, question), question["campaign"], as_of=question["as_of"])
        return [_leaving(campaign) for campaign in found]


class NpsQuestion(CampaignQuestion):
    breakdown = one_of(*BREAKDOWNS, load_default=None, allow_none=True)
    by = one_of(*UNITS, load_default="week")


class NpsOut(Strict):
    asked = fields.Integer(required=True)
    responses = fields.Integer(required=True)
    promoters = fields.Integer(required=True)
    passives = fields.Integer(required=True)
    detractors = fields.Integer(required=True)
    score = fields.Float(required=True, allow_none=True)
    interval = fields.List(fields.Float(), required=True, allow_none=True)
    response_rate = fields.Float(required=True, allow_none=True)


class NpsOfPeriod(NpsOut):
    start = fields.String(required=True)


class NpsOfPart(NpsOut):
    key = fields.String(required=True, allow_none=True)


class NpsReportOut(NpsOut):
    by_period = fields.List(fields.Nested(NpsOfPeriod), required=True)
    breakdown = fields.List(fields.Nested(NpsOfPart), required=True)


@blueprint.of_site("/reports/nps")
class NpsReport(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(NpsQuestion)
    @blueprint.response(200, NpsReportOut)
    def post(self, question: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The Net Promoter Score, its 95 % interval, over time and by part.

        `asked` are showings of a message with an NPS question, by when it was seen; `responses` those that were
        answered, by when. The interval is adjusted Wald (Rocks 2016), null below two responses.
        """
        owner = site_by(site)
        report = counted(
            nps,
            owner,
            period_of(owner, question),
            campaign=question["campaign"],
            unit=question["by"],
            breakdown=question["breakdown"],
            as_of=question["as_of"],
        )
        return {
            **_nps(report.total),
            "by_period": [_slice("start", part) for part in report.by_period],
            "breakdown": [_slice("key", part) for part in report.breakdown],
        }


class TallyOut(Strict):
    accepted = fields.Integer(required=True)
    late = fields.Integer(required=True)
    flagged = counts_of("Flag", FLAGS)
    dropped_events = counts_of("Drop", DROPS)
    refused_requests = counts_of("Refusal", REFUSALS)
    page_views = fields.Integer(required=True)
    anonymous_page_views = fields.Integer(required=True)
    remembered_share = fields.Float(required=True, allow_none=True)
    compared_told = fields.Integer(required=True)
    compared_server = fields.Integer(required=True)
    untold_share = fields.Float(required=True, allow_none=True)
    unloaded = fields.Integer(required=True)
    granted = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)


class TallyOfDay(TallyOut):
    day = fields.String(required=True)


class QualityOut(TallyOut):
    tag_seen_at = Instant(required=True, allow_none=True)
    tag_seen_on = fields.String(required=True, allow_none=True)
    unloaded_by = fields.String(required=True, allow_none=True)
    by_day = fields.List(fields.Nested(TallyOfDay), required=True)


@blueprint.of_site("/reports/quality")
class QualityReport(Resource):
    changes: ClassVar[tuple[str, ...]] = ()

    @blueprint.arguments(Question)
    @blueprint.response(200, QualityOut)
    def post(self, question: dict[str, Any], site: str | None) -> dict[str, Any]:
        """What the numbers rest on: events taken, and what was dropped, refused, late or counted apart, by day.

        Everything is counted in whole quarter-hours. `untold_share` is null unless the site's own server tells page
        views beside the script's; below zero it says that the server does not tell all of them.
        """
        owner = site_by(site)
        found = counted(quality, owner, period_of(owner, question), as_of=question["as_of"])
        return {
            **_tally(found.total),
            "tag_seen_at": found.tag_seen_at,
            "tag_seen_on": found.tag_seen_on,
            "unloaded_by": found.unloaded_by,
            "by_day": [{"day": day.isoformat(), **_tally(tally)} for day, tally in found.by_day],
        }


def _written(answer: list[dict[str, Any]]) -> Response:
    """As it is: the schema would take ten times as long for the arms of a year's days as counting them took."""
    return Response(orjson.dumps(answer), mimetype="application/json")


def _campaign(numbers: CampaignNumbers) -> dict[str, Any]:
    unit = 10 ** exponent(numbers.currency)
    names = [arm.arm for arm in numbers.arms]
    nothing = Counts()
    return {
        "campaign": numbers.slug,
        "name": numbers.name,
        "currency": numbers.currency,
        "arms": [_arm(arm.arm, arm.counts, unit) for arm in numbers.arms],
        "left_out": {flag: numbers.left_out[flag] for flag in LEAVING_OUT},
        "by_day": [
            {"day": day.day.isoformat(), "arms": [_arm(name, day.told.get(name, nothing), unit) for name in names]}
            for day in numbers.by_day
        ],
    }


def _arm(name: str, counts: tuple[int, ...], unit: int) -> dict[str, Any]:
    """`unit`: minor units of one of the currency. Of two whole numbers Python's quotient is the nearest float there is."""
    exposed, shown, clicked, answered, converted, revenue = counts
    return {
        "arm": name,
        "exposed": exposed,
        "shown": shown,
        "clicked": clicked,
        "answered": answered,
        "converted": converted,
        "revenue": revenue / unit,
    }


def _leaving(found: CampaignLeaving) -> dict[str, Any]:
    return {"campaign": found.slug, "name": found.name, "triggers": [_of_trigger(one) for one in found.triggers]}


def _of_trigger(one: Leaving) -> dict[str, Any]:
    return {"trigger": one.trigger, **_share(one), "bands": [_band(band) for band in one.bands]}


def _band(band: Band) -> dict[str, Any]:
    surer = {**_share(band.surer), "kept": band.kept}
    return {"from_": band.low, "to": band.high, **_share(band), "surer": surer}


def _share(one: Share) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("visitors", "left", "share", "interval")}


def _slice(name: str, part: Slice) -> dict[str, Any]:
    return {name: part.key, **_nps(part.nps)}


def _nps(found: Nps) -> dict[str, Any]:
    named = ("asked", "responses", "promoters", "passives", "detractors", "score", "interval", "response_rate")
    return {name: getattr(found, name) for name in named}


def _tally(tally: Tally) -> dict[str, Any]:
    apart = ("flagged", "dropped_events", "refused_requests")
    return {
        **{name: getattr(tally, name) for name in TallyOut().fields if name not in apart},
        "flagged": {name: tally.flagged[name] for name in FLAGS},
        "dropped_events": {reason: tally.dropped[reason] for reason in DROPS},
        "refused_requests": {reason: tally.dropped[reason] for reason in REFUSALS},
    }
