"""A report's answer for the API, or the name of what stands in its way."""

from typing import TypeVar

from flask import Response, after_this_request

from ...models import Site
from ...reports.heavy import is_rolled_up
from ...reports.period import Period
from ...reports.pool import CountingBusy, P, Report
from ...reports.process import GaveWay, TooHeavy
from ..errors import Refusal
from ..service import service
from .resource import session

R = TypeVar("R")
FROM = "Winback-Counted-From"


def counted(report: Report[P, R], site: Site, period: Period, *args: P.args, **kwargs: P.kwargs) -> R:
    """What the report says; a header tells what it was read from. Raises a 503: `busy`, with a time, or `too_heavy`."""

    @after_this_request
    def tell(response: Response) -> Response:
        if response.status_code == 200:
            response.headers[FROM] = "rollups" if is_rolled_up(report, period, *args, **kwargs) else "rows"
        return response

    try:
        return service().reports.ask(report, session(), site, period, *args, **kwargs)
    except CountingBusy:
        raise Refusal(503, "Other reports are being counted; ask again soon.", Retry_After="5") from None
    except GaveWay:
        detail = "The report was ended because it held up what was to be stored; ask again later, or for fewer days."
        raise Refusal(503, detail, Retry_After="60") from None
    except TooHeavy as error:
        raise Refusal(503, f"Counting this took {error}. Ask for fewer days.", reason="too_heavy") from None
