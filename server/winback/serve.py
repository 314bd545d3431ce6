"""The running service: granian with one worker process, 32 threads, and a drained end."""

import ctypes
import fcntl
import gc
import os
import resource
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from .app import create_app
from .config import Settings, SettingsError
from .db.file_systems import network_file_system
from .door.answer import answering
from .door.bodies import Bodies, watch
from .door.closing import close_the_door
from .door.crowd import Crowd, watch_the_crowd
from .door.under_way import UnderWay
from .ending import KILLED_AFTER_SECONDS, when_asked_to_end
from .logs import write_log

MOST_CONNECTIONS = 32_768
LARGEST_HEAD = 64 * 1024  # bytes: each connection may hold so much of our memory before it has asked for anything
DESCRIPTORS_FOR_OURSELVES = 256  # database, log, files
OBJECTS_BETWEEN_COLLECTIONS = 20_000  # Python's own 700 are fewer than the requests of one commit bring


def serve(settings: Settings, reload: bool = False) -> None:
    """Serves until SIGTERM or Ctrl-C; requests under way are answered and the writer flushed.

    Raises SettingsError where another process already serves this SQLite file, or where that is no place for it.
    """
    check_place(settings)
    lock = _only_one(settings)
    worker = _Worker(settings)
    try:
        _granian(settings, reload).serve(spawn_target=worker.spawn, target_loader=worker.load, wrap_loader=False)
    finally:
        if lock:
            lock.close()


def _granian(settings: Settings, reload: bool) -> Any:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server import MPServer

    return MPServer(
        "winback",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        http=HTTPModes.http1,  # one request at a time on a connection: who is slow holds up nobody else
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
        blocking_threads=settings.threads + settings.spare_threads,
        blocking_threads_idle_timeout=600,
        backpressure=_most_connections(),  # it counts connections, also idle ones
        backlog=1024,
        workers_kill_timeout=KILLED_AFTER_SECONDS,
        respawn_failed_workers=True,
        log_enabled=settings.log_level == "debug",
        reload=reload,
    )


@dataclass
class _Worker:
    """The one process that answers: granian forks it, and lets it load the app in its main thread."""

    settings: Settings
    app: Any = None

    def load(self) -> Any:
        _die_with_supervisor()
        write_log(self.settings.log_level.upper())
        self.app = create_app(self.settings)
        _spare_the_collector()
        return self.app

    def spawn(self, *args: Any, **kwargs: Any) -> None:
        from granian.server import MPServer, mp

        # Here granian would wrap the app for its threads: ours also sees who sends a body too slowly.
        vars(mp)["_wsgi_call_wrap"] = lambda app, *_: _through_the_door(app, self.settings)
        try:
            MPServer._spawn_wsgi_worker(*args, **kwargs)
        finally:  # after the drain, before the process ends: atexit would not run
            if self.app:
                self.app.extensions["winback"].close()


def _spare_the_collector() -> None:
    """What is loaded by now stays for good. Looking through all of it again and again for garbage took a third of the
    time of a busy service, and what a request leaves behind is hardly ever in a circle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 20)


def _through_the_door(app: Any, settings: Settings) -> Any:
    bodies = Bodies(settings.threads, max(1, settings.threads - settings.spare_threads))
    service = app.extensions["winback"]
    watch(bodies, service.recorder.give_up)
    watch_the_crowd(Crowd(settings.port, _most_connections(), settings.trusted_proxies))
    under_way = UnderWay()
    when_asked_to_end(partial(close_the_door, settings.port, under_way), service.end_long_work)
    return answering(app, bodies, settings.trusted_proxies, under_way)


def _most_connections() -> int:
    """As many as the system lets one process hold; a visitor's browser keeps its connection for half a minute."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + DESCRIPTORS_FOR_OURSELVES
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return max(64, limit - DESCRIPTORS_FOR_OURSELVES)


def check_place(settings: Settings) -> None:
    """Raises SettingsError where SQLite's file would lie on a network file system, or could not be written."""
    if not settings.database_url.startswith("sqlite"):
        return
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    if kind := network_file_system(path):
        raise SettingsError(
            f"{path} lies on a network file system ({kind}), where SQLite loses data; set WINBACK_DATA to a folder on a"
            " local disk, or WINBACK_DATABASE_URL to a PostgreSQL database"
        )
    if locked := _unwritable(path):
        raise SettingsError(f"{locked} can't be written by this user, so nothing could be stored")


def _unwritable(database: Path) -> Path | None:
    """What stands in the way of writing: the folder, in which SQLite keeps its log, or one of the files."""
    database = Path(os.path.realpath(database))  # beside which they lie, and not beside a link to it
    if not database.parent.exists():
        return None  # made at the first start
    files = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", ".lock")]
    needed = [database.parent, *(file for file in files if file.exists())]
    return next((each for each in needed if not os.access(each, os.W_OK)), None)


def _only_one(settings: Settings) -> IO[str] | None:
    """Two writers on one SQLite file would wait for each other at every commit."""
    if not settings.database_url.startswith("sqlite"):
        return None
    # By its real name: two links to one file are one database.
    path = Path(os.path.realpath(settings.database_url.removeprefix("sqlite:///")) + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise SettingsError(
            f"another `winback serve` uses {path.with_suffix('')}; stop it, or set WINBACK_DATA to another folder"
        ) from None
    return file


def _die_with_supervisor() -> None:
    """A worker that outlives a killed supervisor would keep writing beside the next one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        if os.getppid() == 1:
            os.kill(os.getpid(), signal.SIGTERM)
