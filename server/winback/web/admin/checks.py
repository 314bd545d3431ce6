"""The editor's button that runs a campaign's rule tests: on the draft as it stands in the browser."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...targeting.explain import Subject
from ...targeting.gate import Problem
from ...targeting.rule_tests import Outcome, advice, run
from ..drafts import with_changes
from ..schemas.problems import Malformed
from ..service import service
from . import words
from .blueprint import pages
from .page import my_campaign
from .sent import sent


@pages.post("/sites/<int:site_id>/campaigns/<slug>/check")
def check_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    """The outcome of each test of a draft that the browser holds; nothing is saved."""
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        try:
            content = with_changes(campaign, sent(campaign, request.get_json()))
        except Malformed as error:
            return render_template("campaigns/_outcomes.html", errors=words.errors(error.errors), outcomes=[]), 422
        outcomes = run(Subject(slug, campaign.kind, content, campaign.site))
    return render_template("campaigns/_outcomes.html", errors=[], outcomes=[_told(outcome) for outcome in outcomes])


def _told(outcome: Outcome) -> dict[str, object]:
    reason = outcome.explanation.reason
    return {
        "name": outcome.test["name"],
        "passes": outcome.passes,
        "problem": words.problem(Problem("", *outcome.problem)) if outcome.problem else "",
        "advice": [words.advice(*said) for said in advice(reason)] if reason and not outcome.passes else [],
    }
