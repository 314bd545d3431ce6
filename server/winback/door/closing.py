"""The end of the service at its door: who has no request under way is not waited for.

The server closes connections that wait for a next request, and waits for all others, also for one whose client has sent
half a head and then nothing more: that would last until the process is killed, and the writer with it.
"""

import logging
import time
from collections.abc import Iterable

from .sockets import Connection, shut, traffic, visitors
from .under_way import UnderWay

LOOK_SECONDS = 0.25
ALL_AFTER_SECONDS = 8  # whoever is still sent something by then; the process ends soon after

log = logging.getLogger("winback.door")


def close_the_door(port: int, under_way: UnderWay) -> None:
    """Shuts what nobody waits for, again and again until the process ends. To be called at the first sign of its end."""
    all_at = time.monotonic() + ALL_AFTER_SECONDS
    seen: set[Connection] = set()
    while True:
        try:
            # One that is seen twice has not just got its answer, and is not just sending its request.
            seen = _idle(visitors(port), under_way.hosts(), seen, is_over=time.monotonic() > all_at)
        except Exception:
            log.exception("connections could not be closed")
        time.sleep(LOOK_SECONDS)


def _idle(open_now: Iterable[Connection], busy: set[str], before: set[Connection], is_over: bool) -> set[Connection]:
    idle = {one for one in open_now if is_over or (one.host not in busy and not _is_sent_to(one))}
    for one in idle & before:
        shut(one)
    return idle


def _is_sent_to(connection: Connection) -> bool:
    now = traffic(connection)
    return now is not None and now.unsent > 0
