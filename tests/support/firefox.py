"""Finds a Firefox for the tests that run in a second engine too, and fetches one on Debian as root.

No test fails for want of one: those that need it are not run, and the summary says how many.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

NAMES = ("firefox-esr", "firefox")
PLACES = ("/usr/bin/firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox")
OLDEST = 140  # that Playwright drives whole, by WebDriver BiDi
MOST_SECONDS = 300  # to wait for what is not needed


def find() -> Path | None:
    """The first that starts and is young enough. FIREFOX_PATH=/path/to/one in the environment comes before all others."""
    return next((path for path in candidates() if (version(path) or 0) >= OLDEST), None)


def candidates() -> Iterator[Path]:
    if named := os.environ.get("FIREFOX_PATH"):
        yield Path(named)
        return
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from (Path(place) for place in PLACES if Path(place).exists())


def version(path: Path) -> int | None:
    """Its major version, by its own word; None if it cannot even start."""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = re.search(r"Firefox (\d+)", asked.stdout)
    return int(said[1]) if said else None


def from_debian() -> bool:
    """Debian's packages"""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "firefox-esr"]):
        try:
            done = subprocess.run(["apt-get", *step], env=env, capture_output=True, timeout=MOST_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return False
        if done.returncode:
            return False
    return True


def look() -> None:
    """Says which one there is, or that none is needed."""
    if not (found := find()) and from_debian():
        found = find()
    if found:
        print(f"Second engine for the tests: Firefox {version(found)}")
    else:
        print("No second engine here: the tests that run in Firefox too will run in Chromium alone.")
