"""Runs a Cloudflare Worker's script in Node: the same Request, Response and fetch, without Cloudflare around it."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.nginx import wait_until_listening
from tests.support.postgres import die_with_parent

HERE = Path(__file__).parent


def node() -> Path:
    """The machine's, or the one from PyPI that also builds the widget."""
    hook = HERE.parents[1] / "widget" / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", hook)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder: Path = module.npm()[1]
    return folder / "node"


@contextmanager
def running_worker(script: str, shop: str, folder: Path, port: int) -> Iterator[str]:
    """The shop's domain with this Worker on its route `/wb/*`. Yields its URL."""
    file = folder / "worker.mjs"
    file.write_text(script)
    log = folder / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [node(), HERE / "worker.mjs", file, shop, str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
    try:
        wait_until_listening(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
