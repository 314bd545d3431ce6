"""The demo shop alone, and the whole demo as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as NotInTime

from tests.support.servers import ask_patiently, listening_socket, serving
from winback.demo.shop import create_shop

NOTICED = """campaign => document.documentElement.dataset.shown === campaign
  || Object.values(localStorage).some(kept => kept.includes(`"${campaign}":{`))"""
NOTE_SHOWN = """document.addEventListener("winback:show", ({ detail }) => {
  document.documentElement.dataset.shown = detail.campaign;
})"""

PATIENCE_SECONDS = 60  # the widget keeps what is not urgent for five
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def shop_url() -> Iterator[str]:
    """The shop without Winback."""
    with listening_socket() as bound, serving(create_shop(), bound) as url:
        yield url


@dataclass
class RunningDemo:
    """`winback demo`, ready. `said` is what demo.json says; `output` is the file that it prints to."""

    process: subprocess.Popen[bytes]
    folder: Path
    output: Path
    said: dict[str, str]

    @property
    def shop(self) -> str:
        return self.said["shop_url"]

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, params=query)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", path, json=body)

    def events(self, **query: Any) -> list[dict[str, Any]]:
        """All raw rows, as the API gives them."""
        rows: list[dict[str, Any]] = []
        answer = self.get("events", **query)
        rows += answer["items"]
        while answer["next"]:
            answer = self.get("events", **query, cursor=answer["next"])
            rows += answer["items"]
        return rows

    def wait_for_events(self, name: str, count: int) -> list[dict[str, Any]]:
        """Each question takes the server a while, so asking again is no idle spinning."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            rows = self.events(name=name)
            if len(rows) >= count:
                return rows
        raise AssertionError(f"{count} events named {name} never arrived")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def _ask(self, method: str, path: str, **how: Any) -> Any:
        url = f"{self.said['service_url']}/api/v1/sites/{self.said['site']}/{path}".rstrip("/")
        headers = {"Authorization": f"Bearer {self.said['api_token']}"}
        answer = requests.request(method, url, headers=headers, timeout=30, **how)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def visitor(new_page: Callable[..., Page]) -> Callable[[], Page]:
    """Somebody new with a mouse, whose page knows whether a message is shown."""

    def come() -> Page:
        page = new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(NOTE_SHOWN)
        return page

    return come


def demo_command(folder: Path, *options: str, ports: tuple[int, int]) -> list[str]:
    asked = ["--data", str(folder), "--port", str(ports[0]), "--shop-port", str(ports[1]), *options]
    return [sys.executable, "-m", "winback", "demo", *asked]


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WINBACK_")}


def free_ports() -> tuple[int, int]:
    with listening_socket() as one, listening_socket() as other:
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def running_demo(folder: Path, *options: str) -> Iterator[RunningDemo]:
    """Started as anybody would start it, on free ports; ended, if the test has not done so, by Ctrl-C."""
    ports = free_ports()
    output = folder.with_suffix(".log")
    with output.open("wb") as out:
        process = subprocess.Popen(
            demo_command(folder, *options, ports=ports),
            env={**clean_environment(), "PYTHONUNBUFFERED": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
            # As from a terminal: a shell's background job inherits that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        assert _answers(f"http://127.0.0.1:{ports[1]}/", process), output.read_text()
        said = json.loads((folder / "demo.json").read_text())
        yield RunningDemo(process, folder, output, said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """The shop opens last, so that its answer means that all is ready."""
    for _ in range(6):
        try:
            return ask_patiently(url) == 200 and process.poll() is None
        except OSError:
            return False
        except Exception:
            if process.poll() is not None:
                return False
    return False


@cache
def axe_source() -> str:
    return (ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def faults() -> Callable[[Page], list[str]]:
    """What axe finds on the page, by the rules of WCAG 2.2 AA and axe's own best practices."""

    def look(page: Page) -> list[str]:
        page.evaluate(axe_source())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]

    return look


def move_out(page: Page) -> None:
    """The pointer goes up and out, as on its way to the tabs, after a moment on the page."""
    page.wait_for_function("performance.now() > 1500")
    for y in (400, 240, 80, -20):
        page.mouse.move(600, y)


def turn_to_leave(page: Page, campaign: str) -> None:
    """Moves out, and again while nobody notices: a busy machine needs its time to fetch the engine.

    What is noticed is a message on the screen, or (in control) the note that it would have stood there.
    """
    for _ in range(30):
        move_out(page)
        try:
            page.wait_for_function(NOTICED, arg=campaign, timeout=1500)
        except NotInTime:
            continue
        return
    raise AssertionError("nobody noticed the leaving")


def order(page: Page) -> None:
    """From any page of the shop, with something in the basket, to the thank-you page."""
    prefix = "/ko" if "/ko/" in page.url else ""
    page.goto("/".join(page.url.split("/")[:3]) + f"{prefix}/checkout")
    for field, value in {
        "email": "min@example.com",
        "name": "Kim",
        "street": "Weg 1",
        "zip": "1",
        "city": "Berlin",
    }.items():
        page.locator(f"#{field}").fill(value)
    page.locator(".address .button").click()
    page.wait_for_url("**/thanks/**")
