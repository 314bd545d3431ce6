"""`winback demo` as a process: what demo.json says is true, and both servers end together."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import urllib3
from playwright.sync_api import Page, Request, expect

from tests.support.servers import listening_socket

from .conftest import RunningDemo, clean_environment, demo_command, free_ports, order, running_demo, turn_to_leave


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with running_demo(tmp_path_factory.mktemp("demo") / "data", "--no-history") as running:
        yield running


def links(demo: RunningDemo) -> dict[tuple[str, str], str]:
    """(campaign, arm) → the link that the demo prints for it."""
    found = re.findall(r"(http://\S+\?winback_arm=([\w-]+):(\w+))", demo.output.read_text())
    return {(campaign, arm): url for url, campaign, arm in found}


def test_demo_json_is_true(demo: RunningDemo, page: Page) -> None:
    assert demo.said.keys() == {
        "service_url",
        "shop_url",
        "admin_email",
        "admin_password",
        "api_token",
        "site",
        "site_key",
    }
    assert stat.S_IMODE((demo.folder / "demo.json").stat().st_mode) == 0o600
    site = demo.get("")
    assert (site["id"], site["key"], site["consent_mode"]) == (demo.said["site"], demo.said["site_key"], "off")
    assert site["origins"] == [demo.shop, demo.shop.replace("127.0.0.1", "localhost")]
    assert requests.get(f"{demo.said['service_url']}/readyz", timeout=10).status_code == 200
    page.goto(f"{demo.said['service_url']}/admin/login")
    page.get_by_label("Email").fill(demo.said["admin_email"])
    page.get_by_label("Password").fill(demo.said["admin_password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Cart saver").first).to_be_visible()


def test_no_history_means_no_visitors(tmp_path: Path) -> None:
    with running_demo(tmp_path / "data", "--no-history") as fresh:
        assert fresh.events() == []


def test_a_history_is_there_when_the_demo_is(tmp_path: Path) -> None:
    with running_demo(tmp_path / "data", "--days", "3") as started:
        visitors = {row["visitor"] for row in started.events()}
    assert 200 < len(visitors) < 400
    with running_demo(tmp_path / "data", "--days", "3") as again:
        assert {row["visitor"] for row in again.events()} == visitors
        assert again.said["admin_password"] == started.said["admin_password"]
        assert "Simulating" not in again.output.read_text()


def test_the_first_page_asks_the_service_for_one_script(demo: RunningDemo, page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: request.url.startswith(demo.said["service_url"]) and asked.append(request))
    page.goto(demo.shop, wait_until="networkidle")
    assert [request.url for request in asked if request.method == "GET"] == [
        f"{demo.said['service_url']}/w/{demo.said['site_key']}.js"
    ]


def test_the_shop_is_the_same_by_name_and_by_number(demo: RunningDemo, page: Page) -> None:
    with page.expect_response(lambda answer: "/e/" in answer.url, timeout=30_000) as told:
        page.goto(demo.shop.replace("127.0.0.1", "localhost"))
    assert told.value.status == 200


HAS_SEEN = """pages => Object.values(localStorage).some(kept => kept.includes(`"pages":${pages}`))"""


def _bring_about(page: Page, campaign: str, shop: str) -> None:
    """What a person does to meet this campaign, after its link was opened."""
    if campaign == "cart-saver":
        page.locator(".buy .button").click()
        expect(page.locator(".added")).to_be_visible()
        turn_to_leave(page, campaign)
    elif campaign == "exit-offer":
        turn_to_leave(page, campaign)
    elif campaign == "exit-feedback":
        for seen, path in enumerate(("/shop", "/shop/tea"), 1):
            page.wait_for_function(HAS_SEEN, arg=seen)  # a page left before the script has begun is none
            page.goto(shop + path)
        turn_to_leave(page, campaign)
    elif campaign == "newsletter":
        page.mouse.wheel(0, 4000)
    else:
        page.goto(f"{shop}/products/tea-scoop")
        page.locator(".buy .button").click()
        expect(page.locator(".added")).to_be_visible()
        order(page)


@pytest.mark.slow
def test_each_printed_link_forces_its_arm(demo: RunningDemo, visitor: Callable[[], Page]) -> None:
    found = links(demo)
    assert {campaign for campaign, _ in found} == {"cart-saver", "exit-offer", "exit-feedback", "newsletter", "nps-bar"}
    assert {("cart-saver", arm) for arm in ("control", "a", "b")} <= found.keys()
    for (campaign, arm), link in found.items():
        page = visitor()
        page.goto(link, wait_until="networkidle")
        said = f'"campaign":"{campaign}"'
        with page.expect_request(lambda request, said=said: said in (request.post_data or "")) as sent:
            _bring_about(page, campaign, demo.shop)
        exposure = next(e for e in sent.value.post_data_json["events"] if e["properties"].get("campaign") == campaign)
        assert exposure["properties"]["arm"] == arm, link
        if arm == "control":
            assert page.locator("dialog[open]").count() == 0
        page.close()
    assert not [row for row in demo.events(name="exposure") if row["flags"]], "an arm was faked"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_both_servers_end_together(tmp_path: Path, how: signal.Signals) -> None:
    with running_demo(tmp_path / "data", "--no-history") as started:
        assert started.stop(how) == 0
        for url in (started.shop, f"{started.said['service_url']}/healthz"):
            with pytest.raises(urllib3.exceptions.MaxRetryError):
                urllib3.request("GET", url, retries=0)
        assert "Traceback" not in started.output.read_text()


@pytest.mark.parametrize("option", ["--port", "--shop-port"])
def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path, option: str) -> None:
    with listening_socket() as bound:
        ports = list(free_ports())
        ports[option == "--shop-port"] = bound.getsockname()[1]
        command = demo_command(tmp_path / "data", "--no-history", ports=(ports[0], ports[1]))
        ended = subprocess.run(
            command, env=clean_environment(), capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert f"Port {bound_port(ports, option)} is in use. Choose another with {option}." in ended.stderr
    assert not (tmp_path / "data" / "demo.json").exists()


def bound_port(ports: list[int], option: str) -> int:
    return ports[option == "--shop-port"]


def test_one_port_for_both_is_refused(tmp_path: Path) -> None:
    command = demo_command(tmp_path / "data", ports=(8000, 8000))
    ended = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "a port each" in ended.stderr
