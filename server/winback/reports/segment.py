"""How many visitors are in a segment: of those who were here in the period, by what is known of them at its end."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ..clock import now_ms
from ..models import Site
from ..segments.membership import Size, size
from .period import Period


def segment_size(session: Session, site: Site, period: Period, rule: Mapping[str, Any]) -> Size:
    return size(session, site, rule, period.start, now_ms() if period.end is None else period.end)
