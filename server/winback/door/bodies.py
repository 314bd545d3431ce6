"""Requests with a body: how many are under way, and whose body takes too long."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

PATIENCE_SECONDS = 10.0
SLOWEST_BYTES_PER_SECOND = 16_384  # a long body gets as much more time: 8 MB may take eight minutes
SHORT_PATIENCE_SECONDS = 1.0  # where all places are taken
SLOW_SECONDS = 0.5  # a body that takes less is held up by ourselves, if at all
SUSPECT_SECONDS = 60.0
PAUSES = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032)  # seconds between looks for a connection that is to be closed
STALLED_SECONDS = 1.0  # who works longer than this waits for a database that doesn't keep up

Now = Callable[[], float]
log = logging.getLogger("winback.door")


@dataclass(eq=False, slots=True)
class Sender:
    """A request with a body. `network` is whom it is counted against; `let_go` answers it and returns what has to be
    called until it says that the connection is closed.
    """

    network: str
    length: int
    since: float
    let_go: Callable[[], Callable[[], bool]]
    is_late: bool = False

    @property
    def patience_seconds(self) -> float:
        return PATIENCE_SECONDS + self.length / SLOWEST_BYTES_PER_SECOND


class Bodies:
    """Keeps threads free for those who wait for nobody.

    Of `most` requests with a body at once, `most_read` may be slow in sending it, a third of these from one network.
    Many quick ones are welcome from anywhere, unless their network had to be let go of within the last minute: then
    each of its bodies counts from its first moment, and nobody can hold all threads by coming again and again.
    """

    def __init__(self, most: int, most_read: int, now: Now = time.monotonic) -> None:
        self.now = now
        self._most, self._most_read, self._most_of_one = most, most_read, max(1, most_read // 3)
        self._reading: dict[Sender, None] = {}  # the oldest first
        self._working: dict[Sender, None] = {}
        self._of_network: Counter[str] = Counter()
        self._suspects: dict[str, float] = {}  # networks, and when they were last let go of
        self._lock = threading.Lock()

    def enter(self, sender: Sender) -> bool:
        """Whether there is a place. Then the caller must call `leave` at the end."""
        with self._lock:
            if self._is_crowded(sender.network) or self._is_stalled():
                return False
            self._reading[sender] = None
            self._of_network[sender.network] += 1
            return True

    def has_read(self, sender: Sender) -> None:
        """The whole body is here: from now on the request waits for us."""
        with self._lock:
            if sender in self._reading:
                self._stop_reading(sender)
                sender.since = self.now()
                self._working[sender] = None

    def leave(self, sender: Sender) -> None:
        with self._lock:
            if sender in self._reading:
                self._stop_reading(sender)
            self._working.pop(sender, None)

    def is_reading(self, sender: Sender) -> bool:
        """Whether its thread still waits for the body."""
        with self._lock:
            return sender in self._reading

    def late(self) -> list[Sender]:
        """Those whose time is over, each named once. Where places are scarce there is less time."""
        with self._lock:
            found = [sender for sender in self._reading if not sender.is_late and self._is_over(sender)]
            for sender in found:
                sender.is_late = True
                self._suspects[sender.network] = self.now()
            self._forget_suspects()
            return found

    def _is_over(self, sender: Sender) -> bool:
        patience = SHORT_PATIENCE_SECONDS if self._is_crowded(sender.network) else sender.patience_seconds
        return self.now() - sender.since > patience

    def _is_crowded(self, network: str) -> bool:
        slow = self._slow()
        if not slow and not self._suspects:
            return False
        of_network = self._of_network if network in self._suspects else Counter(one.network for one in slow)
        reading = len(self._reading) if self._suspects else len(slow)
        return reading >= self._most_read or of_network[network] >= self._most_of_one

    def _slow(self) -> list[Sender]:
        now = self.now()
        return list(takewhile(lambda sender: now - sender.since > SLOW_SECONDS, self._reading))

    def _forget_suspects(self) -> None:
        now = self.now()
        for network in [one for one, since in self._suspects.items() if now - since > SUSPECT_SECONDS]:
            del self._suspects[network]

    def _is_stalled(self) -> bool:
        """Many at once are fine while each is done soon; else they would hold every thread until the last gives up."""
        if len(self._reading) + len(self._working) < self._most or not self._working:
            return False
        return self.now() - next(iter(self._working)).since > STALLED_SECONDS

    def _stop_reading(self, sender: Sender) -> None:
        del self._reading[sender]
        self._of_network[sender.network] -= 1
        if not self._of_network[sender.network]:
            del self._of_network[sender.network]


class LettingGo:
    """Those whose time was over, until their threads are free."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._looks: dict[Sender, Callable[[], bool]] = {}

    def turn(self) -> None:
        """Answers who is late by now, then looks for the connections of all who were, a few times in quick succession."""
        for sender in self._bodies.late():
            try:
                self._looks[sender] = sender.let_go()
            except Exception:
                log.exception("a slow sender could not be let go of")  # the others have to be all the same
                sender.is_late = False  # and this one the next time
        for pause_seconds in PAUSES:
            self._looks = {sender: look for sender, look in self._looks.items() if self._is_held(sender, look)}
            if not self._looks:
                return
            time.sleep(pause_seconds)

    def _is_held(self, sender: Sender, look: Callable[[], bool]) -> bool:
        # A thread that is free may serve the same connection again: that one must not be shut any more.
        return self._bodies.is_reading(sender) and not look()


def watch(bodies: Bodies, give_up: Callable[[], None], every_seconds: float = 0.25) -> None:
    """Lets go of who is late, and gives up on what takes us too long, from now on until the process ends."""
    letting_go = LettingGo(bodies)

    def run() -> None:
        while True:
            time.sleep(every_seconds)
            try:
                give_up()
                letting_go.turn()
            except Exception:
                log.exception(
                    "the watch over slow senders and slow answers stumbled"
                )  # without it threads would be held for ever

    threading.Thread(target=run, name="door", daemon=True).start()
