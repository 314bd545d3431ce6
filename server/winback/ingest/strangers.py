"""Who asks again and again for what is not there: each guess would cost a look into the database."""

from collections import OrderedDict

from ..clock import MINUTE
from .buckets import Buckets

MOST_MISSES = 60  # a minute from one network; what is known to be missing costs none
_MOST_WAITING = 50_000


class Strangers:
    """Counts in this process. Whoever has guessed too often may still ask for what is known."""

    def __init__(self, most_misses: int = MOST_MISSES) -> None:
        self._most_misses = most_misses
        self._buckets = Buckets(span=MINUTE)
        self._until: OrderedDict[str, int] = OrderedDict()  # by network, for those who have guessed too often

    def missed(self, network: str, now: int) -> None:
        """It was looked for what it asked for, and nothing found."""
        if wait_seconds := self._buckets.take(network, self._most_misses, now):
            self._until[network] = now + wait_seconds * 1000
            if len(self._until) > _MOST_WAITING:
                self._until.popitem(last=False)

    def wait(self, network: str, now: int) -> int:
        """In how many seconds it may guess again; 0 is now."""
        return max(0, -(-(self._until.get(network, 0) - now) // 1000)) if self._until else 0
