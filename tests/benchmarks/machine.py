"""The machine that it runs on: its cores, and what a process has used of them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import granian
import psutil

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
IS_PINNED = len(CORES) > 1
SERVER, CLIENT = ({CORES[0]}, {CORES[1]}) if IS_PINNED else (set(CORES), set(CORES))


def describe() -> Iterator[str]:
    memory = psutil.virtual_memory().total / 2**30
    yield f"{platform.platform()}, {processor()}, {len(CORES) or os.cpu_count()} cores, {memory:.0f} GiB"
    yield f"Python {platform.python_version()}, granian {granian.__version__}, load average {load()} at the start"
    pinned = "the server on one core, the load on another" if IS_PINNED else "not pinned: this machine can't"
    yield f"Everything is measured alike and in turn: {pinned}."


def processor() -> str:
    names = [line.partition(":")[2].strip() for line in lines_of("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.processor()


def lines_of(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """Processes that are started in this block stay on these cores."""
    if not IS_PINNED:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """What a process and all that it started have used: a busy neighbour slows the clock, but is not in here.

    What has ended by now counts with whoever waited for its end, so that a later answer is never less than an earlier one.
    """
    used = 0.0
    for each in family(pid):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def resident_mb(pid: int) -> float:
    used = 0
    for each in family(pid):
        with suppress(psutil.NoSuchProcess):
            used += each.memory_info().rss
    return used / 2**20


def family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
