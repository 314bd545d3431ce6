"""reports over the large table, each asked through the API, never the same question twice"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import urllib3

from tests.benchmarks import history, progress
from tests.benchmarks.contest import Pace, verdict
from tests.benchmarks.running import Running, winback

# Every report of the contract. One that this version hasn't got is left out.
QUESTIONS: dict[str, dict[str, Any]] = {
    "campaigns": {},
    "nps": {},
    "quality": {},
    "answers": {},
    "sessions": {},
    "channels": {},
    "funnel": {"steps": [{"event": "page_view"}, {"event": "add_to_cart"}, {"event": "purchase"}]},
    "journeys": {"goal": "purchase"},
    "retention": {},
}
# Read from roll-ups, whatever the number of events is.
ROLLED_UP = frozenset({"campaigns", "nps"})
ROLLED_UP_MS, OTHERS_MS = 5, 500
# Under load a question may be turned away, as every request with a body may.
PATIENCE = urllib3.Retry(
    10, backoff_factor=0.1, status_forcelist=[503], allowed_methods=None, respect_retry_after_header=False
)
PAUSE_SECONDS = 0.01  # between two questions of a client that asks without end


def run(folder: Path, pace: Pace, rows: int) -> Iterator[str]:
    large = history.fill(folder, rows)
    with winback(folder) as service:
        desk = Desk(service, large)
        nothing = desk.median_ms(lambda: desk.get(""), pace)
        yield f"{large.events:,} events; an answer of the API without a report takes {nothing:.1f} ms"
        for name in QUESTIONS:
            if not desk.has(name):
                yield f"{name:<12} not measured: not there, or asked otherwise"
                continue
            progress.say(f"{name} …")
            ms = desk.median_ms(lambda name=name: desk.ask(name), pace)  # type: ignore[misc]
            limit = ROLLED_UP_MS if name in ROLLED_UP else OTHERS_MS
            progress.say("")
            own = max(0.0, ms - nothing)
            yield verdict(f"{name:<12} {own:>8.1f} ms beyond that", own <= limit, limit, " ms", "at most")


class Desk:
    """Asks for reports with a token."""

    def __init__(self, service: Running, large: history.Large) -> None:
        self._site = f"{service.url}/api/v1/sites/{large.site_id}"
        self._headers = {"Authorization": f"Bearer {large.token}", "Content-Type": "application/json"}
        self._http = urllib3.PoolManager()
        self._numbers = itertools.count()

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        return self._http.request("GET", f"{self._site}{path}", headers=self._headers)

    def ask(self, name: str) -> urllib3.BaseHTTPResponse:
        answer = self._ask(name)
        if answer.status != 200:
            raise RuntimeError(f"{name} answered {answer.status}: {answer.data.decode()}")
        return answer

    def has(self, name: str) -> bool:
        """Whether this version has it, and takes the question as we put it."""
        return self._ask(name).status not in (404, 405, 422)

    def _ask(self, name: str) -> urllib3.BaseHTTPResponse:
        # Another question each time: what was counted a moment ago is answered from memory. Full hours, as people ask.
        today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        start = today - timedelta(days=history.DAYS + 1, hours=next(self._numbers))
        question = {"from": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "to": None, **QUESTIONS[name]}
        return self._http.request(
            "POST", f"{self._site}/reports/{name}", headers=self._headers, body=orjson.dumps(question), retries=PATIENCE
        )

    def median_ms(self, ask: Any, pace: Pace) -> float:
        waits = []
        for _ in range(max(3, pace.rounds)):
            began = time.perf_counter()
            ask()
            waits.append((time.perf_counter() - began) * 1000)
        return median(waits)


@dataclass
class Asked:
    count: int = 0


@contextmanager
def asking_without_end(service: Running, large: history.Large) -> Iterator[Asked]:
    """Somebody asks for one report after the other while the block runs."""
    desk, asked, is_over = Desk(service, large), Asked(), threading.Event()
    names = itertools.cycle([name for name in QUESTIONS if desk.has(name)])

    def keep_asking() -> None:
        while not is_over.wait(PAUSE_SECONDS):
            desk.ask(next(names))
            asked.count += 1

    thread = threading.Thread(target=keep_asking)
    thread.start()
    try:
        yield asked
    finally:
        is_over.set()
        thread.join()
