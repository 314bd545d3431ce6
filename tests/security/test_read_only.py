"""A folder in which nothing may be written: named at the start, named while the service runs, and over by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3
from flask import Flask

from tests.security.crash_rounds import kill_worker
from tests.security.test_faults import ONLY_SQLITE, post
from tests.server.ingest.senders import Browser, accepted, fresh_id, told
from tests.support.databases import SqliteDatabases
from tests.support.servers import ask_patiently, put_site, winback_serve
from winback.db.engine import Database
from winback.models import ConsentNotice, Site

NOTICE = "sha256-" + "a" * 64

# Root may write wherever it likes, unless it is told that it may not.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
NEEDS_SETPRIV = pytest.mark.skipif(
    bool(AS_ANYBODY) and not shutil.which("setpriv"), reason="root without setpriv can write anywhere"
)


@contextmanager
def locked(*paths: Path) -> Iterator[None]:
    before = {path: path.stat().st_mode for path in paths}
    for path, mode in before.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)


def start(folder: Path, under: Sequence[str] = AS_ANYBODY, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `winback serve` says where it must not get as far as serving."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WINBACK_")}
    return subprocess.run(
        [*under, sys.executable, "-m", "winback.cli", "serve"],
        env={**clean, "WINBACK_DATA": str(folder), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@NEEDS_SETPRIV
@pytest.mark.parametrize(
    ("named", "locks"),
    [
        ("secret.key", lambda folder: [folder]),
        ("winback.db", lambda folder: [folder / "winback.db"]),
        ("folder", lambda folder: [folder]),
    ],
)
def test_a_place_that_cannot_be_written_stops_the_start_by_name(
    named: str, locks: Callable[[Path], list[Path]], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if named in ("folder", "winback.db"):
        (folder / "secret.key").write_text("x" * 32)
        (folder / "winback.db").touch()
    with locked(*locks(folder)):
        ended = start(folder)
    assert ended.returncode == 2
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("winback: ")
    assert named in line


@pytest.mark.parametrize("named", ["secret.key", "folder"])
def test_a_file_system_that_is_mounted_for_reading_alone_stops_the_start_by_name(named: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if named == "folder":
        (folder / "secret.key").write_text("x" * 32)
        (folder / "winback.db").touch()
    mount = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"
    in_a_room_of_its_own = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*in_a_room_of_its_own, mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("nothing may be mounted here")
    ended = start(folder, [*in_a_room_of_its_own, f'{mount} && exec "$@"', "sh"])
    assert ended.returncode == 2
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("winback: ")
    assert named in line


def test_a_database_that_does_not_answer_stops_the_start_in_one_line(tmp_path: Path) -> None:
    ended = start(tmp_path, WINBACK_DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}")
    assert ended.returncode == 1
    assert ended.stderr.startswith("winback: the database does not answer: ")
    assert "Traceback" not in ended.stderr


@ONLY_SQLITE
def test_a_file_that_was_opened_for_reading_alone_is_opened_again(app: Flask, shop: Site, db: Database) -> None:
    """SQLite opens what may not be written for reading, without a word, and stays with it."""
    sender = Browser(app.test_client(), shop)
    event = told("page_view")
    with db.writing() as session:
        session.add(ConsentNotice(site_id=shop.id, hash=NOTICE, content={"purposes": []}, published_at=1))
    db.close()
    with opened_for_reading(db):
        answer = sender.send(event)
        assert (answer.status_code, answer.json["reason"], answer.headers["Retry-After"]) == (503, "read_only", "60")  # type: ignore[index]
        assert app.test_client().get(f"/w/{shop.key}.js").status_code == 200
        assert app.test_client().get("/readyz").status_code == 200
        assert refused_consent(app, shop) == (503, "read_only")
        assert app.test_client().post("/admin/login").status_code in (400, 403, 503)
    assert accepted(sender.send(event)) == 1


def refused_consent(app: Flask, shop: Site) -> tuple[int, str]:
    body = {"v": 1, "id": fresh_id(), "consent_id": "0f" * 16, "visitor": None, "notice": NOTICE, "purposes": {}}
    said = {**body, "how": "click", "page": {"url": "https://shop.example/"}}
    headers = {"Origin": "https://shop.example", "Content-Type": "text/plain"}
    answer = app.test_client().post(f"/c/{shop.key}", json=said, headers=headers)
    return answer.status_code, answer.json["reason"]  # type: ignore[index]


@contextmanager
def opened_for_reading(db: Database) -> Iterator[None]:
    """Whoever connects meanwhile gets what SQLite gives where the file may only be read."""

    def limit(dialect: object, record: object, arguments: list[str], options: dict[str, object]) -> None:
        path = arguments[0] if arguments else str(options.pop("database"))
        arguments[:] = [f"file:{path}?mode=ro"]
        options["uri"] = True

    engines = [db.write_engine, db.read_engine]
    for engine in engines:
        sa.event.listen(engine, "do_connect", limit)
    yield
    for engine in engines:
        sa.event.remove(engine, "do_connect", limit)


@pytest.mark.slow
@NEEDS_SETPRIV
def test_a_worker_that_comes_back_to_a_locked_folder(tmp_path: Path, sqlite_databases: SqliteDatabases) -> None:
    """Whoever has the file open goes on; the one after that waits until it may write again."""
    folder = tmp_path / "data"
    folder.mkdir()
    with sqlite_databases.fresh(folder) as url:
        key = put_site(url)
        file = Path(url.removeprefix("sqlite:///"))
        settings = {"WINBACK_DATA": str(folder), "WINBACK_DATABASE_URL": url, "WINBACK_RATE_PER_ADDRESS": "1000000"}
        with winback_serve(settings, tmp_path / "log", under=AS_ANYBODY) as service:
            assert post(service, key, fresh_id()) == (200, "")
            with locked(file, *folder.glob("winback.db-*"), folder):
                assert post(service, key, fresh_id()) == (200, "")
                kill_worker(service)
                assert ask_patiently(f"{service.url}/readyz") == 200
                event_id = fresh_id()
                assert post(service, key, event_id) == (503, "read_only")
                assert urllib3.request("GET", f"{service.url}/w/{key}.js").status == 200
            said = post(service, key, event_id)
            while said == (503, "read_only"):  # until it is opened anew
                said = post(service, key, event_id)
            assert said == (200, "")
