"""The load: `wrk` where the machine has it, else some processes of our own client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import urllib3

from tests.benchmarks import machine
from tests.benchmarks.batches import BATCHES_A_VISITOR, VISITORS_TOGETHER, filled, id_prefix

CONNECTIONS = 32
CLIENT_PROCESSES = 2
_SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Ask:
    """What is asked again and again. `is_fresh`: the body's marks get new ids each time."""

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    is_fresh: bool = False


@dataclass(frozen=True)
class Measured:
    """`turned_away`: told to come again, with a 503, and not among the `requests`."""

    requests: int
    turned_away: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def describe(seconds: float) -> str:
    own = f"{CLIENT_PROCESSES} processes of our own (wrk is better, for whole seconds)"
    return f"the load comes from {'wrk' if _is_for_wrk(seconds) else own}, {CONNECTIONS} connections"


def _is_for_wrk(seconds: float) -> bool:
    return seconds >= 1 and shutil.which("wrk") is not None


def warm(ask: Ask) -> None:
    """Asks once, so that what a first request brings about is not measured."""
    body = next(filled(ask.body, id_prefix())) if ask.is_fresh else ask.body or None
    answer = urllib3.request(ask.method, ask.url, headers=ask.headers, body=body, timeout=60)
    if answer.status not in (200, 304):
        raise RuntimeError(f"{ask.method} {ask.url} answered {answer.status}: {answer.data.decode(errors='replace')}")


def drive_all(asks: Sequence[Ask], seconds: float) -> Measured:
    """All of them at once, each on its share of the connections. Of the latencies the worst."""
    with ThreadPoolExecutor(len(asks)) as clients:
        parts = list(clients.map(lambda ask: drive(ask, seconds, CONNECTIONS // len(asks)), asks))
    return Measured(
        requests=sum(part.requests for part in parts),
        turned_away=sum(part.turned_away for part in parts),
        seconds=max(part.seconds for part in parts),
        p50_ms=max(part.p50_ms for part in parts),
        p99_ms=max(part.p99_ms for part in parts),
    )


def drive(ask: Ask, seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Asks on some connections at once, for that long. Raises RuntimeError where most answers were not good ones."""
    told = _wrk(ask, round(seconds), connections) if _is_for_wrk(seconds) else _own(ask, seconds, connections)
    answered = int(told["requests"] - told["refused"])
    if told["failed"] or answered <= told["refused"]:
        raise RuntimeError(f"{ask.method} {ask.url}: {told}")
    return Measured(answered, int(told["refused"]), told["seconds"], told["p50_ms"], told["p99_ms"])


def _wrk(ask: Ask, seconds: int, connections: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="winback-load-") as folder, machine.on(machine.CLIENT):
        body = Path(folder) / "body"
        body.write_text(ask.body)
        environ = {**os.environ, "BENCH_METHOD": ask.method, "BENCH_BODY": str(body)}
        if ask.is_fresh:
            environ["BENCH_PREFIX"] = id_prefix()
            environ["BENCH_VISITORS"], environ["BENCH_BATCHES"] = str(VISITORS_TOGETHER), str(BATCHES_A_VISITOR)
        headers = [part for name, value in ask.headers.items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_SCRIPT), *headers, ask.url]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode or "{" not in done.stdout:
        raise RuntimeError(f"wrk: {done.stdout}{done.stderr}")
    told: dict[str, float] = orjson.loads(done.stdout[done.stdout.rindex("{") :])
    return told


def _own(ask: Ask, seconds: float, connections: int) -> dict[str, float]:
    """The sum of our processes; of their latencies the worst."""
    shared = {"processes": CLIENT_PROCESSES, "connections": max(1, connections // CLIENT_PROCESSES)}
    task = orjson.dumps({**asdict(ask), **shared, "seconds": seconds, "prefix": id_prefix()})
    command = [sys.executable, "-m", "tests.benchmarks.client", task.decode()]
    with machine.on(machine.CLIENT):
        running = [
            subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE) for number in range(CLIENT_PROCESSES)
        ]
    said = [orjson.loads(process.communicate()[0] or b"{}") for process in running]
    codes = [process.returncode for process in running]
    if any(codes) or not all(said):
        raise RuntimeError(f"our client ended with {codes}")
    sums = {name: sum(each[name] for each in said) for name in ("requests", "refused", "failed")}
    return sums | {name: max(each[name] for each in said) for name in ("seconds", "p50_ms", "p99_ms")}
