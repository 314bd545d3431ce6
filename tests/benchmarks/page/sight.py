"""How long after the page was asked for its visitor first sees the message, over a slow mobile line and on a slow phone."""

from __future__ import annotations

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as Late

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.page.meter import SLOWER
from tests.benchmarks.page.visit import NotShown, new_page
from tests.support.pages import OPEN_SHADOW_ROOTS

# Lighthouse's "slow 4G": bytes a second, milliseconds.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PATIENCE_MS = 60_000

# Looks in every frame for the box: of some size, within the window, and not transparent. The moment is that of the next
# frame, when what was found has been painted.
WATCH = """
(() => {
  const box = () => %s;
  const isSeen = (it) => {
    const { left, top, right, bottom, width, height } = it.getBoundingClientRect();
    return width * height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight &&
      it.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const look = () => {
    const it = document.body && box();
    if (it && isSeen(it)) requestAnimationFrame((now) => { window.seenAt = now });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""


def seen_after_ms(browser: Browser, url: str, guest: Guest) -> float:
    """Raises NotShown."""
    with new_page(browser) as page:
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", LINE)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(OPEN_SHADOW_ROOTS + WATCH % guest.box)
        page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
        try:
            page.wait_for_function("window.seenAt", timeout=PATIENCE_MS, polling=200)
        except Late:
            raise NotShown(f"{guest.name} shows nothing on {url} within {PATIENCE_MS / 1000:.0f} s") from None
        return float(page.evaluate("window.seenAt"))
