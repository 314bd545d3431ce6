"""The reports that may be counted in a process of their own: a closed list, asked for by name."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from ..models import Site
from . import campaign
from . import nps as score
from .campaign import campaign_numbers
from .decisions import decisions
from .exits import exits
from .messages import Question
from .nps import nps
from .period import Period
from .quality import quality
from .replay import replay
from .segment import segment_size

REPORTS: dict[str, Callable[..., Any]] = {
    "campaigns": campaign_numbers,
    "decisions": decisions,
    "exits": exits,
    "nps": nps,
    "quality": quality,
    "replay": replay,
    "segment": segment_size,
}
# Whether a question is answered from roll-ups: the same arguments, without the session and the site.
ROLLED_UP: dict[Callable[..., Any], Callable[..., bool]] = {
    campaign_numbers: campaign.is_rolled_up,
    nps: score.is_rolled_up,
    quality: lambda *arguments, **options: True,
}
# These cost less than sending the question elsewhere. Quality asks for each day, and a year has many.
QUICK = (campaign_numbers, nps)
# These read the events of their period and hardly more; others also what the visitors did before, or every showing.
BOUND_BY_PERIOD = (decisions, exits, quality)
NAMES = {report: name for name, report in REPORTS.items()}


def is_rolled_up(report: Callable[..., Any], period: Period, *args: Any, **kwargs: Any) -> bool:
    """Whether the report answers this question from roll-ups, and so without reading events or visitors."""
    return report in ROLLED_UP and ROLLED_UP[report](period, *args, **kwargs)


def is_quick(report: Callable[..., Any], period: Period, *args: Any, **kwargs: Any) -> bool:
    """Whether some milliseconds answer it, whatever the number of events is."""
    return report in QUICK and is_rolled_up(report, period, *args, **kwargs)


def answer(session: Session, question: Question) -> Any:
    """What the report gives back: values, and no rows of the session."""
    site = session.get_one(Site, question.site_id)
    return REPORTS[question.report](session, site, question.period, *question.arguments, **question.options)
