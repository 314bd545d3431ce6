"""Runs a Cloudflare Worker's script in Node: the same Request, Response and fetch, without Cloudflare around it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import running

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
    command = [node(), HERE / "worker.mjs", file, shop, str(port)]
    with running(command, f"http://127.0.0.1:{port}", folder / "worker.log") as url:
        yield url
