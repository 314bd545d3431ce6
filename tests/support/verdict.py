"""`make test`: every check, even after one has failed, and at the end a sentence that a newcomer understands."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Check:
    says: str
    command: Sequence[str]


CHECKS = (
    Check("style, types and the import rule", ("make", "--silent", "lint")),
    Check("the tests", (sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal")),
)


def main() -> int:
    started = time.monotonic()
    failed = [check for check in CHECKS if not passes(check)]
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print()
    print(verdict(failed))
    print(f"({minutes} min {seconds} s)")
    return 1 if failed else 0


def passes(check: Check) -> bool:
    print(f"\nChecking {check.says} …", flush=True)
    code = subprocess.run(check.command, cwd=ROOT, check=False).returncode
    print(f"{check.says[0].upper()}{check.says[1:]}: {outcome(code)}.", flush=True)
    return code == 0


def outcome(code: int) -> str:
    if code < 0:
        return f"NOT GOOD, somebody or something ended it with signal {-code}"
    return "good" if code == 0 else "NOT GOOD, see above"


def verdict(failed: Sequence[Check]) -> str:
    if not failed:
        return "All tests passed, on SQLite and PostgreSQL and in a real browser. Winback works on this machine."
    return f"Not everything passed: look above at {' and '.join(check.says for check in failed)}."


if __name__ == "__main__":
    sys.exit(main())
