"""Which orders were told with a code of ours: the page's word, or the shop's server's, as GA4's `coupon` has it."""

import re
from collections.abc import Iterator
from typing import Any

from ..models import UNCOUNTED
from .ask import write
from .intake import Intake

MOST_CODES = 10  # of one order
LONGEST_CODE = 100

_NOTE = (
    "INSERT INTO coupon_use (site_id, folded, transaction_id) SELECT site_id, folded, ? FROM coupon_code "
    "WHERE site_id = ? AND folded = ? ON CONFLICT DO NOTHING"
)


def note_coupons(intake: Intake) -> None:
    """Whoever tells of an order first or last, and however often: a code is used by it once."""
    used = {
        (arrival.transaction_id, intake.site.id, code)
        for arrival in intake.fresh
        if arrival.name == "purchase" and arrival.transaction_id is not None and not arrival.flags & UNCOUNTED
        for code in codes_in(arrival.properties.get("coupon"))
    }
    write(intake.connection, _NOTE, sorted(used))


def codes_in(said: Any) -> Iterator[str]:
    """An order may have several, divided by commas or blanks; capitals mean nothing."""
    words = re.split(r"[\s,;|]+", said)[:MOST_CODES] if isinstance(said, str) else []
    return (folded(word) for word in words if 0 < len(word) <= LONGEST_CODE)


def folded(code: str) -> str:
    return code.casefold()
