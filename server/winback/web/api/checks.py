"""A campaign's rule tests, run as the server decides, and why it would show in any one situation."""

from typing import Any

from marshmallow import Schema, fields

from ...targeting.explain import explain
from ...targeting.rule_tests import Outcome, advice, plainly, run, subject_of
from ...targeting.situation import moment
from ..errors import Refusal
from ..schemas.fields import Strict, matching
from ..schemas.rule_tests import Situation, misfit
from .base import Resources
from .campaigns import campaign_by
from .resource import Resource, site_by

blueprint = Resources("checks", "What a campaign's rules are meant to do, kept with it and run again.")


class CheckOut(Schema):
    check = fields.String(required=True)
    passes = fields.Boolean(required=True)
    seen = fields.Raw(required=True, allow_none=True)
    needs = fields.Raw(required=True, allow_none=True)


class OutcomeOut(Schema):
    """One test. `failing` is the first check that fails, `advice` what would make it pass."""

    name = fields.String(required=True)
    passes = fields.Boolean(required=True)
    expected = fields.String(required=True)
    got = fields.String(required=True)
    failing = fields.String(required=True, allow_none=True)
    advice = fields.List(fields.String(), required=True)
    checks = fields.List(fields.Nested(CheckOut), required=True)


class Checked(Schema):
    passed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    tests = fields.List(fields.Nested(OutcomeOut), required=True)


class Nothing(Strict):
    may_be_left_out = True


@blueprint.of_site("/campaigns/<campaign>/check")
class RunTests(Resource):
    @blueprint.arguments(Nothing, required=False)
    @blueprint.response(200, Checked)
    def post(self, parts: dict[str, Any], site: str | None, campaign: str) -> dict[str, Any]:
        """Runs the tests that are kept with the campaign, on its rules as they are edited."""
        outcomes = run(subject_of(campaign_by(site_by(site), campaign)))
        passed = sum(outcome.passes for outcome in outcomes)
        return {
            "passed": passed,
            "failed": len(outcomes) - passed,
            "tests": [_outcome(outcome) for outcome in outcomes],
        }


class Asked(Situation):
    may_be_left_out = True

    visitor = matching(r"^[0-9a-f]{32}$", "32 hex digits: the visitor's id, which decides the arm.")


class Explained(Schema):
    """`arm` is null where no visitor was named, and where the visitor is in none."""

    campaign = fields.String(required=True)
    shows = fields.Boolean(required=True)
    failing = fields.String(required=True, allow_none=True)
    arm = fields.String(required=True, allow_none=True)
    advice = fields.List(fields.String(), required=True)
    checks = fields.List(fields.Nested(CheckOut), required=True)


@blueprint.of_site("/campaigns/<campaign>/explain")
class Explain(Resource):
    @blueprint.arguments(Asked, required=False)
    @blueprint.response(200, Explained)
    def post(self, parts: dict[str, Any], site: str | None, campaign: str) -> dict[str, Any]:
        """Why the campaign, as it is edited, would show in this situation, or would not. Nothing is stored."""
        subject = subject_of(campaign_by(site_by(site), campaign))
        given = parts.get("given", {})
        wrong = [message for fact, value in given.items() if (message := misfit(fact, value))]
        if wrong:
            raise Refusal(422, errors=[{"path": "given", "message": message} for message in wrong])
        found = explain(subject, moment(subject, given, parts.get("when", {}), parts.get("visitor")))
        arm = next(check.seen for check in found.checks if check.check == "arm")
        reason = found.reason
        said = [plainly(words) for words in advice(reason)] if reason else []
        return {**found.as_json(), "arm": arm, "advice": said}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    reason = outcome.explanation.reason
    return {
        "name": outcome.test["name"],
        "passes": outcome.passes,
        "expected": outcome.test["then"],
        "got": outcome.got,
        "failing": outcome.explanation.failing,
        "advice": [plainly(words) for words in advice(reason)] if reason else [],
        "checks": outcome.explanation.as_json()["checks"],
    }
