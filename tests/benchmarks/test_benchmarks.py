"""The benches run here too, for a moment: nobody should find them broken on the day they are needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import orjson
import pytest

from tests.benchmarks import machine
from tests.benchmarks.batches import BATCHES, HEADERS, VISITORS_TOGETHER, filled, id_prefix
from tests.benchmarks.load import Ask, drive
from tests.benchmarks.running import database_in, make_site, winback
from tests.server.ingest.senders import count
from winback import __version__
from winback.db.engine import Database
from winback.ingest.envelope import read_at_once
from winback.models import Event, Visit

ROWS = {
    "ingest": [
        *(
            f"{who}, {batch}"
            for who in ("no-op", "decode only", "ours", "Flask + ORM")
            for batch in ("10 events", "1 event")
        ),
        "ours, 10 events, large table",
        "ours, 1 event, large table",
        "ours, 10, a message, large table",
        "while reports are counted",
        "memory of the service",
        "on disk",
    ],
    "ingest --database postgresql": [
        "no-op, 10 events",
        "Flask + ORM, 10 events",
        "ours, 10, a message",
        *(f"{batch}, processes: {many}" for batch in ("10 events", "1 event", "10, a message") for many in (1, 2)),
        "deadlocks: 0",
    ],
    "script": ["no-op", "ours, 200", "ours, 304", "nginx, 200", "nginx, 304"],
    "reports": ["an answer of the API without a report", "campaigns", "nps"],
    "widget": [
        "| the bare page |",
        f"| Winback {__version__}: a survey |",
        "| Sample 0: a notice |",
        "a survey, script ms shown",
        "a survey, layout shift",
        "a survey, names on the window: 1 (at most 1): meets",
    ],
}


WORKS = "import time\nwhile time.process_time() < 0.2: pass"
SENDS_TO_WORK = f"""import subprocess, sys
print(subprocess.run([sys.executable, "-c", {WORKS!r}]).returncode, flush=True)
input()"""


def test_what_has_ended_has_used_its_time() -> None:
    with subprocess.Popen([sys.executable, "-c", SENDS_TO_WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as boss:
        assert boss.stdout and boss.stdout.readline() == b"0\n"
        assert machine.cpu_seconds(boss.pid) >= 0.2
        boss.communicate(b"\n")


@pytest.mark.slow
@pytest.mark.parametrize("bench", ROWS)
def test_a_bench_prints_every_row(bench: str) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", *bench.split(), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    missing = [row for row in ROWS[bench] if not any(line.startswith(row) or row in line for line in lines)]
    assert not missing, done.stdout


@pytest.mark.parametrize("name", BATCHES)
def test_each_batch_is_a_good_one_with_ids_of_its_own(name: str) -> None:
    bodies = list(islice(filled(BATCHES[name].template, id_prefix()), 3))
    parcels = [read_at_once(body) for body in bodies]
    assert all(parcel and len(parcel.events) == BATCHES[name].events for parcel in parcels)
    ids = [event.id for parcel in parcels if parcel for event in parcel.events]
    assert ids == sorted(set(ids))


def test_a_visitor_sends_four_batches_with_others_between() -> None:
    bodies = islice(filled(BATCHES["1 event"].template, id_prefix()), VISITORS_TOGETHER * 5)
    visitors = [orjson.loads(body)["visitor"] for body in bodies]
    assert len(set(visitors[:VISITORS_TOGETHER])) == VISITORS_TOGETHER
    assert visitors[:VISITORS_TOGETHER] * 4 == visitors[: VISITORS_TOGETHER * 4]
    assert visitors[0] != visitors[VISITORS_TOGETHER * 4]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("wrk"), reason="this machine has no wrk")
def test_wrk_and_our_own_client_send_the_same(tmp_path: Path) -> None:
    key = make_site(tmp_path)
    batch = BATCHES["10 events"]
    with winback(tmp_path) as service:
        ask = Ask(f"{service.url}/e/{key}", "POST", HEADERS, batch.template, is_fresh=True)
        measured = [drive(ask, seconds) for seconds in (0.2, 1)]
    asked = sum(each.requests for each in measured)
    db = Database(database_in(tmp_path))
    # What was under way when wrk stopped is stored too.
    assert asked * batch.events <= count(db, Event) <= (asked + 32) * batch.events
    assert 0 < count(db, Visit) <= asked + 32
    db.close()
