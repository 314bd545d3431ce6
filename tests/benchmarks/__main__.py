"""`make bench`: how fast it is here. `make bench ARGS="ingest"` runs one.

Numbers of two machines don't compare, so each bench measures ours and a yardstick in the same run, in turn.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import ingest, script

# A bench is a function: a folder to work in → lines to print.
BENCHES = {
    "ingest": ingest.run,
    "script": script.run,
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    if unknown := set(names) - set(BENCHES):
        print(f"No bench is called {', '.join(unknown)}. There are: {', '.join(BENCHES)}")
        return 2
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name in names:
        print(f"\n{name}: {sys.modules[BENCHES[name].__module__].__doc__}")
        with tempfile.TemporaryDirectory(prefix="winback-bench-") as folder:
            for line in BENCHES[name](Path(folder)):
                print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
