"""`winback serve` as an operator meets it: its first start, its wrong settings, its end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3

from tests.support.servers import Service
from winback.db.engine import Database
from winback.models import Login, Token, User
from winback.models.user import verify_password
from winback.serve import LARGEST_HEAD

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HTTP = urllib3.PoolManager(retries=False)


def winback(*arguments: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WINBACK_")}
    return subprocess.run(
        [sys.executable, "-m", "winback", *arguments],
        input=typed,
        env={**clean, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_service_starts_answers_and_ends_when_asked(service_process: Service) -> None:
    assert HTTP.request("GET", f"{service_process.url}/healthz").json() == {"status": "ok"}
    assert service_process.stop() == 0


@SQLITE
def test_a_head_without_an_end_holds_little_of_our_memory(service_process: Service) -> None:
    """390 kB of it are what the server would keep by itself, for each of tens of thousands of connections."""
    with socket.create_connection(("127.0.0.1", int(service_process.url.rpartition(":")[2])), timeout=30) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 2 * LARGEST_HEAD)
        assert stranger.recv(100).startswith(b"HTTP/1.1 431 ")


@SQLITE
def test_a_first_start_says_how_to_make_the_first_user(service_process: Service, tmp_path: Path) -> None:
    service_process.stop()
    said = (tmp_path / "serve.log").read_text()
    assert "winback user add you@example.com" in said
    assert service_process.url in said


@SQLITE
def test_a_second_service_on_the_same_file_is_refused_by_name(
    service_process: Service, tmp_path: Path, database_url: str
) -> None:
    second = winback("serve", WINBACK_DATA=str(tmp_path / "data"), WINBACK_DATABASE_URL=database_url)
    assert second.returncode == 2
    assert "another `winback serve` uses" in second.stderr
    assert HTTP.request("GET", f"{service_process.url}/readyz").status == 200


@SQLITE
def test_a_second_service_is_refused_also_by_another_name_of_the_file(
    service_process: Service, tmp_path: Path, database_url: str
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database_url.removeprefix("sqlite:///"))
    second = winback("serve", WINBACK_DATA=str(tmp_path / "data"), WINBACK_DATABASE_URL=f"sqlite:///{link}")
    assert second.returncode == 2
    assert "another `winback serve` uses" in second.stderr


@SQLITE
def test_a_killed_service_leaves_no_lock_behind(service_process: Service, tmp_path: Path, database_url: str) -> None:
    from tests.support.servers import winback_serve

    service_process.kill()
    settings = {"WINBACK_DATA": str(tmp_path / "data"), "WINBACK_DATABASE_URL": database_url}
    with winback_serve(settings, tmp_path / "again.log") as again:
        assert HTTP.request("GET", f"{again.url}/readyz").status == 200


def test_a_wrong_setting_ends_with_one_line_and_no_traceback(tmp_path: Path) -> None:
    ended = winback("serve", WINBACK_DATA=str(tmp_path), WINBACK_PORT="eighty")
    assert ended.returncode == 2
    assert ended.stderr == "winback: WINBACK_PORT='eighty' is wrong; allowed: 1 to 65535\n"


def test_a_user_is_added_and_signs_in_with_the_typed_password(database_url: str, tmp_path: Path) -> None:
    settings = {"WINBACK_DATA": str(tmp_path / "data"), "WINBACK_DATABASE_URL": database_url}
    typed = "a long password\na long password\n"
    added = winback("user", "add", "Alice@Example.com", typed=typed, **settings)
    assert (added.returncode, added.stdout.splitlines()[-1]) == (0, "alice@example.com can sign in now.")
    db = Database(database_url)
    with db.reading() as session:
        user = session.scalars(sa.select(User)).one()
        assert verify_password(user, "a long password")
        assert not verify_password(user, "another password")
    db.close()
    again = winback("user", "add", "alice@example.com", typed=typed, **settings)
    assert again.returncode == 1
    assert "is a user already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "nobody", "--password", "a long password"], "email"),
        (["add", "a@example.com", "--password", "short"], "10 to 1000 characters"),
        (["password", "a@example.com", "--password", "a long password"], "is no user"),
    ],
)
@SQLITE
def test_what_makes_no_user_is_said_plainly(database_url: str, tmp_path: Path, arguments: list[str], says: str) -> None:
    ended = winback("user", *arguments, WINBACK_DATA=str(tmp_path), WINBACK_DATABASE_URL=database_url)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_new_password_signs_out_everywhere(database_url: str, tmp_path: Path) -> None:
    db = Database(database_url)
    with db.writing() as session:
        user = User(email="alice@example.com", created_at=1)
        user.set_password("the old password")
        session.add(user)
        session.flush()
        Login.start(session, user, 1)
        Token.issue(session, user, "a script", 1)
    settings = {"WINBACK_DATA": str(tmp_path / "data"), "WINBACK_DATABASE_URL": database_url}
    ended = winback("user", "password", "alice@example.com", typed="the new password\n" * 2, **settings)
    assert ended.returncode == 0
    with db.reading() as session:
        user = session.scalars(sa.select(User)).one()
        assert verify_password(user, "the new password")
        assert session.scalar(sa.select(sa.func.count()).select_from(Login)) == 0
        assert session.scalars(sa.select(Token)).one().revoked_at is None
    db.close()
