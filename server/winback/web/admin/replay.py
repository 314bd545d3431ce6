"""The editor's panel that tells what the campaign's rules would have done in the last days."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from ...reports.decision_log import Estimate
from ...reports.replay import Replay, Rival, replay
from ...targeting.conflicts import Conflict
from ..replays import USUAL_DAYS, last_days, live_content, rules_of, static_conflicts
from ..service import service
from . import decision_words
from .blueprint import pages
from .chart import Chart, line_chart
from .counting import counted
from .decisions import names_of
from .formats import day
from .page import my_campaign
from .words import TRIGGERS

BY = {
    "priority": _("by its priority"),
    "longest_unseen": _("by which was unseen for longer"),
    "id": _("by the order of their ids"),
}


@dataclass(frozen=True)
class View:
    found: Replay
    stopped: list[tuple[str, Estimate, float]]  # the check's words, page views, their share
    missing: list[tuple[str, Estimate]]
    unknown_share: float
    chart: Chart
    rivals: list[tuple[str, Rival, str]]


@pages.get("/sites/<int:site_id>/campaigns/<slug>/replay")
def show_replay(site_id: int, slug: str) -> str:
    """The part of the page that the editor loads; of the draft as it is saved."""
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        if campaign.kind == "consent":
            raise NotFound
        site = campaign.site
        period = last_days(site, service().clock())
        found = counted(replay, session, site, period, rules_of(campaign), live_content(campaign))
        names = names_of(session, site)
        clashes = [_clash(one, slug, names) for one in static_conflicts(session, campaign)]
    return render_template(
        "decisions/_replay.html",
        site=site,
        campaign=campaign,
        days=USUAL_DAYS,
        view=_view(found.value, names) if found.value else None,
        clashes=clashes,
        delay=found.delay,
    )


def _view(found: Replay, names: dict[str, str]) -> View:
    views = found.views.count or 1
    stopped = [
        (str(decision_words.TITLES[check]), count, count.count / views) for check, count in found.stopped.items()
    ]
    return View(
        found,
        stopped,
        [(missing(name), count) for name, count in found.missing],
        found.unknown.count / views,
        line_chart(["shown"], [[count.count for _, count in found.by_day]], [day(one) for one, _ in found.by_day]),
        [(names.get(one.campaign, one.campaign), one, _settled(one)) for one in found.rivals],
    )


def _settled(rival: Rival) -> str:
    return ", ".join(str(BY[one]) for one in rival.by)


def missing(name: str) -> str:
    """A fact, a moment or a check of which the log does not know enough."""
    kind, space, trigger = name.partition(" ")
    if kind == "trigger" and space:
        return str(gettext("the moment “%(moment)s”", moment=TRIGGERS.get(trigger, trigger)))
    if name == "search":
        return str(gettext("whether a search had just brought them by phone"))
    return decision_words.fact_name(name)


def _clash(conflict: Conflict, slug: str, names: dict[str, str]) -> str:
    """What the rules alone tell of a live campaign, as a sentence."""
    values: dict[str, Any] = {
        "campaign": names.get(conflict.campaign, conflict.campaign),
        "moments": ", ".join(str(TRIGGERS.get(one, one)) for one in conflict.moments),
    }
    texts = {
        "same_people": _("“%(campaign)s” fires at the same moment (%(moments)s), for exactly the same visitors."),
        "covered": _("“%(campaign)s” fires at the same moment (%(moments)s), and one of the two is for everybody."),
        "same_moment": _("“%(campaign)s” fires at the same moment (%(moments)s), for whoever fits both."),
    }
    said = str(texts[conflict.kind]) % values
    order = _("They take turns: whichever was unseen for longer comes first.")
    if conflict.by == "priority" and conflict.wins == slug:
        order = _("This campaign has the higher priority and comes first.")
    elif conflict.by == "priority":
        order = _("That campaign has the higher priority and comes first.")
    return f"{said} {order}"
