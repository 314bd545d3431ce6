"""The range of time that a question is about."""

from typing import Any

from ...models import Site
from ...reports.period import BadPeriod, Period
from ..errors import invalid


def period_of(site: Site, question: dict[str, Any]) -> Period:
    """`from`, `to` and `zone` of a question; days are the site's unless it names a zone. Raises a 422."""
    try:
        return Period.parse(question["from"], question["to"], question.get("zone") or site.zone)
    except BadPeriod as error:
        raise invalid(error.path, str(error)) from None
