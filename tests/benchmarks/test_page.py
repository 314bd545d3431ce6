"""What the bench of the page does by itself: reading a trace, fetching a peer's package, answering a peer's script."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import brotli
import pytest
import urllib3

from tests.benchmarks import progress
from tests.benchmarks.page.meter import MARK, TASK, blocking
from tests.benchmarks.peers import PEERS, posthog, sample
from tests.benchmarks.peers.base import Stub
from tests.benchmarks.peers.packages import NotHere, Package
from tests.support.servers import listening_socket, serving

MISSING = Package("klaro", "0.7.22", "?")


def task(at: int, ms: float, thread: int = 1) -> dict[str, Any]:
    return {"name": TASK, "ts": at, "tdur": ms * 1000, "pid": 7, "tid": thread}


def mark(at: int) -> dict[str, Any]:
    return {"name": MARK, "ts": at, "pid": 7, "tid": 1}


@pytest.mark.parametrize(
    ("events", "stretches"),
    [
        ([], []),
        ([task(1, 20), mark(9)], [30]),
        ([task(1, 20), task(2, 20), mark(9)], [60]),
        ([task(1, 12), mark(9)], [0]),
        ([task(1, 90, thread=2), mark(9)], [0]),
        ([mark(3), task(5, 90), mark(6), task(7, 15), mark(9)], [0, 10]),
        ([mark(9), task(7, 15), task(5, 90), mark(6), task(1, 13), mark(3)], [2, 10]),
    ],
    ids=[
        "nothing",
        "twenty milliseconds are eighty on a slower processor",
        "each long task counts",
        "a short one does not",
        "nor what another thread does",
        "nor what happens while the page is read",
        "in whatever order they were written",
    ],
)
def test_what_long_tasks_take_from_a_visitor(events: list[dict[str, Any]], stretches: list[float]) -> None:
    assert blocking(events) == stretches


def test_a_peer_that_npm_does_not_bring_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening_socket() as nobody:
        port = nobody.getsockname()[1]
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(NotHere, match=r"npm did not bring klaro@0\.7\.22"):
        MISSING.fetch(tmp_path)


def test_another_package_than_was_checked_is_refused(tmp_path: Path) -> None:
    MISSING.file(tmp_path).write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"is not the klaro 0\.7\.22 that was checked"):
        MISSING.fetch(tmp_path)


def test_a_peers_server_answers_its_script_alone() -> None:
    with listening_socket() as bound, serving(Stub(posthog.PEER), bound) as url:
        answer = urllib3.request(
            "GET", f"{url}/api/surveys/?token={posthog.AT_ONCE}", headers={"Origin": "https://shop.example"}
        )
        assert answer.json()["surveys"] == [posthog.SURVEYS[posthog.AT_ONCE]]
        assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
        assert urllib3.request("GET", f"{url}/anything").status == 404


def test_a_script_comes_as_a_cdn_packs_it() -> None:
    with listening_socket() as bound, serving(Stub(sample.PEER), bound) as url:
        answer = urllib3.request("GET", f"{url}/notice.js", decode_content=False)
    assert brotli.decompress(answer.data).decode() == sample.SCRIPT


def test_every_peer_is_pinned_to_what_was_checked() -> None:
    assert all(len(package.sha512) == 88 for peer in PEERS for package in peer.packages)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("looks", "seen"), [(Terminal, "round 1"), (io.StringIO, "")], ids=["a person", "a file"])
def test_progress_is_told_to_a_person_only(
    looks: type[io.StringIO], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", looks())
    progress.say("round 1")
    written = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert written.rpartition("\r")[2] == seen
