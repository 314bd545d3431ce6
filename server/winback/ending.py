"""The end of the service: work that would outlast the time that requests under way are given is ended before that."""

import os
import signal
import threading
import time
from collections.abc import Callable

KILLED_AFTER_SECONDS = 15  # a worker that is not done by then is killed, and its writer with it
LONG_WORK_MAY_TAKE_SECONDS = 3  # most pictures and reports are done by then; some would take a minute


def when_asked_to_end(close_the_door: Callable[[], None], end_long_work: Callable[[], None]) -> None:
    """Calls the first, which may go on to the end, at SIGTERM or Ctrl-C, and the second some seconds later.

    To be called by the main thread.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    # The server has handlers of its own for the signals, and tells nobody that one came.
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def wait() -> None:
        while os.read(reading, 1)[0] not in (signal.SIGTERM, signal.SIGINT):
            pass
        threading.Thread(target=close_the_door, name="door-closing", daemon=True).start()
        time.sleep(LONG_WORK_MAY_TAKE_SECONDS)
        end_long_work()

    threading.Thread(target=wait, name="end", daemon=True).start()
