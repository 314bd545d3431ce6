"""A campaign's results: what became of the visitors whom it met, arm by arm."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...reports.campaign import campaign_numbers
from ...reports.nps import nps
from ..service import service
from . import numbers, periods
from .blueprint import pages
from .page import my_campaign


@pages.get("/sites/<int:site_id>/campaigns/<slug>/results")
def show_results(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        if campaign.kind == "consent":
            return redirect(url_for("admin.list_consent", site_id=site_id))
        site, choice = campaign.site, periods.chosen(campaign.site)
        found = campaign_numbers(session, site, choice.period, slug)[0]
        score = nps(session, site, choice.period, campaign=slug).total
    return render_template(
        "results/results.html",
        site=site,
        campaign=campaign,
        choice=choice,
        found=found,
        rows=numbers.rows(found),
        comparison=numbers.compare(found),
        chart=numbers.rate_chart(found),
        score=score,
    )
