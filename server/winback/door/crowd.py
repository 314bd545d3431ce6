"""One address can't hold every place: the server counts connections, and whose they are is nothing to it.

Near the end of the places the one who holds most loses half of them: those first that wait for its next request, the
longest idle before the others. Whoever waits for our answer is taken only after long. A proxy that is named as one speaks for many and loses none.
"""

import ipaddress
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterable

from ..config import Proxies
from ..ingest.guards import network_of
from ..measures import crowded_out
from .sockets import Connection, Traffic, shut, traffic, visitors

CROWDED = 0.8  # of the places
IDLE_SECONDS = 1.0  # whoever has said or heard something since is at work
ANSWER_SECONDS = 15.0  # whoever waits for our answer is let wait as long
LOOK_SECONDS = 1.0

log = logging.getLogger("winback.door")


class Crowd:
    def __init__(
        self,
        port: int,
        most: int,
        proxies: Proxies,
        idle_seconds: float = IDLE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._port, self._most, self._proxies = port, most, proxies
        self._idle_seconds, self._answer_seconds = idle_seconds, answer_seconds

    def turn(self) -> int:
        """How many were shut."""
        crowded = self._most * CROWDED
        if isinstance(self._proxies, int) and self._proxies:  # each of them is a proxy's
            return 0
        if _descriptors() < crowded:  # cheap to know, and no connection is without one
            return 0
        of_network = _by_network(one for one in visitors(self._port) if not self._is_proxy(one))
        if sum(map(len, of_network.values())) < crowded:
            return 0
        largest = max(of_network.values(), key=len)
        number = sum(map(shut, self._least_busy(largest)[: len(largest) // 2]))
        crowded_out.inc(number)
        return number

    def _is_proxy(self, connection: Connection) -> bool:
        named = () if isinstance(self._proxies, int) else self._proxies
        return any(ipaddress.ip_address(connection.host) in network for network in named)

    def _least_busy(self, connections: list[Connection]) -> list[Connection]:
        seen = [(now, one) for one in connections if (now := traffic(one)) and self._is_idle(now)]
        return [one for _, one in sorted(seen, key=lambda pair: _order(pair[0]))]

    def _is_idle(self, now: Traffic) -> bool:
        return now.idle_seconds >= (self._answer_seconds if now.awaits_answer else self._idle_seconds)


def watch_the_crowd(crowd: Crowd) -> None:
    """From now on until the process ends."""

    def run() -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            try:
                crowd.turn()
            except Exception:
                log.exception("the watch over the number of connections stumbled")

    threading.Thread(target=run, name="crowd", daemon=True).start()


def _order(now: Traffic) -> tuple[bool, float]:
    return now.awaits_answer, -now.idle_seconds


def _by_network(connections: Iterable[Connection]) -> dict[str, list[Connection]]:
    found = defaultdict(list)
    for one in connections:
        found[network_of(one.host)].append(one)
    return dict(found)


def _descriptors() -> int:
    """How many the process has. Linux tells since 6.2 without a list of them."""
    try:
        return os.stat("/proc/self/fd").st_size or len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0
