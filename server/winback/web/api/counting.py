"""A report's answer for the API, or the name of what stands in its way."""

from typing import TypeVar

from ...models import Site
from ...reports.period import Period
from ...reports.pool import CountingBusy, P, Report
from ...reports.process import TooHeavy
from ..errors import Refusal
from ..service import service
from .resource import session

R = TypeVar("R")


def counted(report: Report[P, R], site: Site, period: Period, *args: P.args, **kwargs: P.kwargs) -> R:
    """What the report says. Raises a 503: `busy`, with the time to come again, or `too_heavy`."""
    try:
        return service().reports.ask(report, session(), site, period, *args, **kwargs)
    except CountingBusy:
        raise Refusal(503, "Other reports are being counted; ask again soon.", Retry_After="5") from None
    except TooHeavy as error:
        raise Refusal(503, f"Counting this took {error}. Ask for fewer days.", reason="too_heavy") from None
