"""The stage itself: a test that leans on it must be able to fail."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import expecting
from tests.support.servers import Storefront


def test_a_page_of_the_shop_opens_in_a_real_browser(page: Page, storefront: Storefront) -> None:
    storefront.pages["/"] = "<!doctype html><h1>Open today</h1>"
    page.goto(storefront.url)
    expect(page.get_by_role("heading")).to_have_text("Open today")


@pytest.mark.parametrize("script", ["console.error('broken glass')", "throw new Error('broken glass')"])
def test_a_page_that_complains_is_heard(page: Page, storefront: Storefront, script: str) -> None:
    storefront.pages["/"] = f"<!doctype html><script>{script}</script>"
    page.goto(storefront.url)
    assert "broken glass" in page.complaints[0]
    with expecting(page, "nothing of this kind"):
        page.reload()
    assert len(page.complaints) == 2
    page.complaints.clear()


def test_locators_see_into_a_closed_shadow_root_only_when_asked(new_page, storefront: Storefront) -> None:
    storefront.pages["/"] = """<!doctype html><div id=host></div><script>
      host.attachShadow({mode: "closed"}).innerHTML = "<p>inside</p>"</script>"""
    for shadow, seen in (("open", 1), ("closed", 0)):
        page = new_page(shadow=shadow)
        page.goto(storefront.url)
        expect(page.get_by_text("inside")).to_have_count(seen)


def test_what_playwright_switches_off_in_chromium_stays_off(browser: Browser) -> None:
    """The last of several `--disable-features` counts, and it is ours."""
    line: str = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    lists = [set(said.split(",")) for said in re.findall(r"--disable-features=(\S+)", line)]
    assert set().union(*lists) == lists[-1]
    assert len(lists) > 1


def test_programs_that_a_test_starts_keep_what_python_has_compiled() -> None:
    asks = "import sys; print(sys.dont_write_bytecode)"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
