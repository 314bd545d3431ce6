"""A campaign's rule tests, run as the server decides."""

from typing import Any

from marshmallow import Schema, fields

from ...targeting.rule_tests import Outcome, advice, plainly, run, subject_of
from ..schemas.fields import Strict
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
