"""What Chromium counts of a page. It has nothing in the page, but for marks in the trace; what reading costs is left out."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.page.questions import SHIFT, TRACES, listeners

SLOWER = 4  # as on a middling phone
LONG_MS = 50  # a task that takes longer keeps a visitor waiting
CATEGORIES = ["-*", "toplevel", "blink.user_timing"]
TASK, MARK = "ThreadControllerImpl::RunTask", "bench"


@dataclass(frozen=True)
class Cost:
    """Since the page was asked for. `kilobytes` and `requests` are those of other addresses than the page's own.

    Times are in milliseconds of a processor four times slower. `blocking_ms` is what its long tasks take beyond 50.
    """

    kilobytes: float
    requests: float
    script_ms: float
    task_ms: float
    blocking_ms: float
    shift: float

    def values(self) -> tuple[float, ...]:
        return astuple(self)

    def with_more(self, kilobytes: float) -> Cost:
        return replace(self, kilobytes=self.kilobytes + kilobytes)


@dataclass(frozen=True)
class Traces:
    """What stands on the page: memory in use after a clean-up, listeners, names on the window, functions replaced."""

    heap_kb: float
    listeners: int
    page_listeners: int
    names: frozenset[str]
    patched: frozenset[str]


@dataclass(frozen=True)
class _Count:
    kilobytes: float
    requests: int
    script_ms: float
    task_ms: float
    shift: float


class Meter:
    """Counts from the start; `pause` ends a stretch, `go_on` begins the next. `costs` ends it."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self._browser, self._page = browser, page
        self._cdp = page.context.new_cdp_session(page)
        self.asked: dict[str, str] = {}
        self._bytes: dict[str, float] = {}
        self._counts: list[_Count] = []
        self._script = self._task = 0.0  # counted before this stretch
        self._mark = (0.0, 0.0)  # where the counters stood when it began
        self._cdp.on("Network.requestWillBeSent", self._asks)
        self._cdp.on("Network.loadingFinished", self._is_here)
        self._cdp.send("Network.enable")
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        browser.start_tracing(page=page, categories=CATEGORIES)

    def pause(self) -> None:
        script, task = self._counters()
        self._script += script - self._mark[0]
        self._task += task - self._mark[1]
        self._mark_trace()
        self._counts.append(
            _Count(
                sum(self._bytes.get(request, 0) for request in self.asked) / 1000,
                len(self.asked),
                self._script,
                self._task,
                self._page.evaluate(SHIFT),
            )
        )

    def go_on(self) -> None:
        self._mark_trace()
        self._mark = self._counters()

    def traces(self) -> Traces:
        self._cdp.send("HeapProfiler.collectGarbage")
        numbers = self._numbers()
        left: dict[str, list[str]] = self._page.evaluate(TRACES)
        return Traces(
            heap_kb=numbers["JSHeapUsedSize"] / 1000,
            listeners=int(numbers["JSEventListeners"]),
            page_listeners=listeners(self._cdp),
            names=frozenset(left["names"]),
            patched=frozenset(left["patched"]),
        )

    def says(self, words: str) -> bool:
        """Whether somebody who has the page read aloud hears these words. Closed shadow roots are read too."""
        nodes = self._cdp.send("Accessibility.getFullAXTree")["nodes"]
        return any(words in str(node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored"))

    def costs(self) -> list[Cost]:
        """At the end of each stretch, with the stretches before it."""
        stretches = blocking(json.loads(self._browser.stop_tracing())["traceEvents"])
        return [
            Cost(
                count.kilobytes,
                count.requests,
                count.script_ms * SLOWER,
                count.task_ms * SLOWER,
                sum(stretches[: index + 1]),
                count.shift,
            )
            for index, count in enumerate(self._counts)
        ]

    def _mark_trace(self) -> None:
        self._page.evaluate(f"() => {{ performance.mark('{MARK}') }}")

    def _counters(self) -> tuple[float, float]:
        """Script, compiled and run, and all tasks of the page's thread, in milliseconds."""
        numbers = self._numbers()
        return (numbers["ScriptDuration"] + numbers["V8CompileDuration"]) * 1000, numbers["TaskDuration"] * 1000

    def _numbers(self) -> dict[str, float]:
        return {each["name"]: each["value"] for each in self._cdp.send("Performance.getMetrics")["metrics"]}

    def _asks(self, event: dict[str, Any]) -> None:
        asked: str = event["request"]["url"]
        if asked.startswith("http") and _origin(asked) != _origin(event["documentURL"]):
            self.asked[event["requestId"]] = f"{event['request']['method']} {asked}"

    def _is_here(self, event: dict[str, Any]) -> None:
        self._bytes[event["requestId"]] = event["encodedDataLength"]


def blocking(events: list[dict[str, Any]]) -> list[float]:
    """Of each stretch between marks that was not a pause, what long tasks took beyond 50 ms on the slower processor."""
    marks = sorted((each for each in events if each["name"] == MARK), key=lambda each: each["ts"])
    if not marks:
        return []
    thread = (marks[0]["pid"], marks[0]["tid"])
    tasks = [each for each in events if each["name"] == TASK and (each["pid"], each["tid"]) == thread]
    # The first stretch is until the first mark; then a pause, a stretch, a pause …
    stretches = [(0, marks[0]["ts"]), *list(pairwise(mark["ts"] for mark in marks))[1::2]]
    return [sum(_beyond(each) for each in tasks if began <= each["ts"] < ended) for began, ended in stretches]


def _beyond(task: dict[str, Any]) -> float:
    return max(0.0, float(task.get("tdur", 0)) / 1000 * SLOWER - LONG_MS)


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])
