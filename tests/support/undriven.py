"""A Chromium that nobody drives. What it does is seen only by the servers that its page asks.

Chromium renders no page ahead while its developer tools are attached, and whoever drives a browser attaches them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import browser
from tests.support.engines import ARGUMENTS


@contextmanager
def looking_at(url: str, profile: Path) -> Iterator[None]:
    """It has this page open, in an empty profile, until the block ends."""
    found = browser.find()
    assert found, "no Chromium for the tests: `make browser` fetches one"
    # a port for tools, to which none comes, keeps it open
    options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=1280,800"]
    process = subprocess.Popen(
        [found.path, *ARGUMENTS, *options, url],
        env={**os.environ, **found.env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
