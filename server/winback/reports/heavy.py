"""The reports that may be counted in a process of their own: a closed list, asked for by name."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from ..models import Site
from .campaign import campaign_numbers
from .exits import exits
from .messages import Question
from .nps import nps
from .quality import quality

REPORTS: dict[str, Callable[..., Any]] = {
    "campaigns": campaign_numbers,
    "exits": exits,
    "nps": nps,
    "quality": quality,
}
NAMES = {report: name for name, report in REPORTS.items()}


def answer(session: Session, question: Question) -> Any:
    """What the report gives back: values, and no rows of the session."""
    site = session.get_one(Site, question.site_id)
    return REPORTS[question.report](session, site, question.period, *question.arguments, **question.options)
