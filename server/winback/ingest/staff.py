"""Those who work on the site and are not to be counted: a link from the admin, and the mark that it leaves.

The link's code is good for a day, and only to fetch a mark. The mark stays in that browser, which sends it with its
events. Both are signed for one site, so that nobody can flag a visitor by inventing one.
"""

import hmac
import re

from ..clock import DAY
from ..ids import signature

CODE_LASTS = DAY
MARK_LASTS = 400 * DAY
_SIGNED = re.compile(r"([0-9]{13})\.([A-Za-z0-9_-]{22})")


def staff_code(secret: str, site_key: str, now: int) -> str:
    """What the admin puts into the link."""
    return _signed(secret, "code", site_key, now + CODE_LASTS)


def staff_mark(secret: str, site_key: str, code: object, now: int) -> str | None:
    """What a browser gets for a code; None where the code is none, of another site, or too old."""
    if not _is_good(secret, "code", site_key, code, now):
        return None
    return _signed(secret, "mark", site_key, now + MARK_LASTS)


def is_staff(secret: str, site_key: str, mark: str | None, now: int) -> bool:
    return mark is not None and _is_good(secret, "mark", site_key, mark, now)


def _signed(secret: str, kind: str, site_key: str, until: int) -> str:
    return f"{until:013d}.{signature(secret, f'staff {kind} {site_key} {until:013d}')}"


def _is_good(secret: str, kind: str, site_key: str, said: object, now: int) -> bool:
    found = _SIGNED.fullmatch(said) if isinstance(said, str) else None
    if found is None or int(found[1]) < now:
        return False
    return hmac.compare_digest(found[0], _signed(secret, kind, site_key, int(found[1])))
