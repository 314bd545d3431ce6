"""A campaign's results: what became of the visitors whom it met, arm by arm."""

from flask import render_template

from ...reports.campaign import campaign_numbers
from ...reports.exits import CampaignLeaving, Leaving, exits
from ...reports.nps import nps
from ..service import service
from . import numbers, periods, quality_words
from .blueprint import pages
from .counting import counted
from .page import my_counted_campaign


@pages.get("/sites/<int:site_id>/campaigns/<slug>/results")
def show_results(site_id: int, slug: str) -> str:
    with service().db.reading() as session:
        campaign = my_counted_campaign(session, site_id, slug)
        site, choice = campaign.site, periods.chosen(campaign.site)
        found = counted(campaign_numbers, session, site, choice.period, slug)
        score = counted(nps, session, site, choice.period, campaign=slug)
        gone = counted(exits, session, site, choice.period, slug)
    shown = {"site": site, "campaign": campaign, "choice": choice}
    if found.value is None or score.value is None or gone.value is None:
        return render_template("results/results.html", **shown, delay=found.delay or score.delay or gone.delay)
    (numbers_found,) = found.value
    return render_template(
        "results/results.html",
        **shown,
        found=numbers_found,
        rows=numbers.rows(numbers_found),
        comparison=numbers.compare(numbers_found),
        chart=numbers.rate_chart(numbers_found),
        score=score.value.total,
        leaving=_leaving(gone.value),
        flag_words=quality_words.FLAGS,
    )


# The moments that take a visitor for one who is about to leave; of the others nobody expects it.
LEAVING = ("exit_intent", "cart_abandonment", "inactivity")


def _leaving(found: list[CampaignLeaving]) -> list[Leaving]:
    return [one for campaign in found for one in campaign.triggers if one.trigger in LEAVING]
