"""`make bench`: how fast it is here. `make bench ARGS="ingest --rows 10000000"` runs one, with a larger table.

Numbers of two machines don't compare, so each bench measures ours and its yardsticks in the same run, in turn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import ingest, machine, postgresql, reports, script, widget
from tests.benchmarks.contest import Pace

# A bench is a function: a folder to work in, how long to measure, how many rows the large table has → lines to print.
BENCHES = {"ingest": ingest.run, "script": script.run, "reports": reports.run, "widget": widget.run}
ON_POSTGRESQL = {"ingest": postgresql.run}
ROUNDS = {"widget": 7}  # else 5
QUICK = Pace(rounds=1, seconds=0.2, is_quick=True)
QUICK_ROWS = 1_000


def main() -> int:
    asked = arguments()
    rows = QUICK_ROWS if asked.quick else asked.rows
    for line in machine.describe():
        print(line, flush=True)
    benches = BENCHES if asked.database == "sqlite" else ON_POSTGRESQL
    for name in asked.bench or list(benches):
        pace = pace_of(name, asked)
        about = sys.modules[benches[name].__module__].__doc__
        print(f"\n{name}: {about} (medians of {pace.rounds} rounds, load average {machine.load()})")
        with tempfile.TemporaryDirectory(prefix="winback-bench-") as folder:
            for line in benches[name](Path(folder), pace, rows):
                print(f"  {line}" if line else "", flush=True)
    return 0


def pace_of(bench: str, asked: argparse.Namespace) -> Pace:
    return QUICK if asked.quick else Pace(asked.rounds or ROUNDS.get(bench, 5), asked.seconds)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", nargs="*", help=f"one of {', '.join(BENCHES)}; without a name all of them")
    parser.add_argument("--rows", type=int, default=1_000_000, help="events in the large table")
    parser.add_argument(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="postgresql: ingest alone, into no rows"
    )
    parser.add_argument("--rounds", type=int, help="each is measured so often, in turn: 5 times, a page 7 times")
    parser.add_argument("--seconds", type=float, default=3, help="and for so long each time")
    parser.add_argument("--quick", action="store_true", help="only to see that it runs: its numbers mean nothing")
    asked = parser.parse_args()
    if unknown := set(asked.bench) - set(BENCHES):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    if asked.database == "postgresql" and set(asked.bench) - set(ON_POSTGRESQL):
        parser.error(f"on PostgreSQL there is only {', '.join(ON_POSTGRESQL)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
