"""Numbers of a page that may take a while: the page comes at once, and they follow."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from sqlalchemy.orm import Session

from ...models import Site
from ...reports.period import Period
from ...reports.pool import CountingBusy, P, Report, StillCounting
from ...reports.process import ReportFailed, TooHeavy
from ..service import service

R = TypeVar("R")
PAGE_SECONDS = 1.0
FRAGMENT_SECONDS = 20.0  # less than any proxy waits; then the page asks again


@dataclass(frozen=True)
class Counted(Generic[R]):
    """The report's answer, or why there is none: `counting`, `busy`, `too_heavy` or `failed`."""

    value: R | None
    delay: str | None = None


def counted(
    report: Report[P, R], session: Session, site: Site, period: Period, *args: P.args, **kwargs: P.kwargs
) -> Counted[R]:
    """A page waits a second; what htmx loads into it (see `_counting.html`) waits until the numbers are there."""
    patience = FRAGMENT_SECONDS if "HX-Request" in request.headers else PAGE_SECONDS
    try:
        return Counted(service().reports.ask_within(patience, report, session, site, period, *args, **kwargs))
    except StillCounting:
        return Counted(None, "counting")
    except CountingBusy:
        return Counted(None, "busy")
    except TooHeavy:
        return Counted(None, "too_heavy")
    except ReportFailed:
        return Counted(None, "failed")
