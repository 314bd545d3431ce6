"""Pages that hold the visitors' own renderer, many in one page, each as wide as a device and all in one typeface.

Typefaces differ from machine to machine, so what is compared between machines is drawn in one that the tests bring.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.servers import Storefront
from winback import assets
from winback.targeting.templates import drawings

FONT = Path(__file__).parent / "reference.woff2"
FAMILY = "Winback Reference"
SIZES = {"phone": (390, 760), "tablet": (768, 760), "desk": (1120, 700)}

FRAME = """<!doctype html><html lang="en" data-art="/art.js" data-left="/left_behind.js"><meta charset="utf-8"><title>A shop</title><style>
{face}
html, body {{ margin: 0; min-height: 100%; background: #f4f3f0; }}
main {{ padding: 24px; }}
main i {{ display: block; height: 28px; margin-bottom: 14px; background: #e3e1dc; border-radius: 4px; }}
main i:nth-child(3n) {{ width: 60%; }}
.dark, .dark body {{ background: #101113; }} .dark main i {{ background: #1d1f23; }}
</style><body><main>{lines}</main><script>{forced}</script><script type="module">{renderer}</script>"""

# Every sheet that the renderer makes ends with the tests' own rules.
FORCED = """
const write = CSSStyleSheet.prototype.replaceSync;
CSSStyleSheet.prototype.replaceSync = function (text) {
  write.call(this, text + %s);
};
"""

GALLERY = """<!doctype html><meta charset="utf-8"><title>Gallery</title><style>
body { margin: 0; background: #8b8b8b; } div { position: absolute; overflow: hidden; }
iframe { border: 0; transform-origin: 0 0; }
</style><script>
let turn = 0;
const waiting = new Map();
addEventListener("message", ({ data, source }) => {
  if (data?.type === "winback:preview-ready") source.isReady = true;
  if (data?.type === "winback:preview-state") waiting.get(data.turn)?.();
  const frames = [...document.querySelectorAll("iframe")];
  if (frames.length && frames.every(({ contentWindow }) => contentWindow.isReady)) document.body.dataset.ready = "";
});
/** Drawn with the frame that it is in, and not some frames later. One whose source is chosen anew fails at first. */
const drawn = async (image) => {
  image.decoding = "sync";
  for (;;) {
    try {
      return await image.decode();
    } catch {
      if (!image.isConnected || (image.complete && !image.naturalWidth)) return;
      await new Promise(requestAnimationFrame);
    }
  }
};
/** Each message in its frame; done once all of them are on the screen. */
window.show = (messages) => Promise.all([...document.querySelectorAll("iframe")].map((frame, at) => {
  const page = frame.contentWindow;
  const message = { ...messages[at], turn: ++turn };
  page.document.documentElement.classList.toggle("dark", message.scheme === "dark");
  const stands = new Promise((done) => waiting.set(message.turn, done));
  page.postMessage(message, location.origin);
  const pictures = () => [...(page.document.querySelector("winback-message")?.shadowRoot?.querySelectorAll("img") ?? [])];
  const sources = () => pictures().map(({ currentSrc, complete }) => complete && currentSrc).join();
  const frames = () => new Promise((done) => page.requestAnimationFrame(() => page.requestAnimationFrame(done)));
  // until nothing is chosen anew while it is drawn
  const settled = async () => {
    let before;
    do {
      before = sources();
      await Promise.all(pictures().map(drawn));
      await frames();
    } while (sources() !== before);
  };
  return stands.then(settled);
}));
</script><body>"""


def frame_page(family: str | None = FAMILY, plant: str = "") -> str:
    """`family`: the typeface of everything, or the machine's own for None. `plant`: rules of a fault to be found."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    # by its exact measures, whatever the machine says of rounding them
    alike = f".box, .box *, .tab, .tab * {{ font-family: '{family}' !important; text-rendering: geometricPrecision !important }}"
    rules = plant + (alike if family else "")
    return FRAME.format(
        face=f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff2;base64,{font}); }}',
        lines="<i></i>" * 14,
        forced=FORCED % json.dumps(rules),
        renderer=assets.widget_file("preview.js").decode(),
    )


def hang_drawings(storefront: Storefront) -> None:
    """The templates' pictures, where a message that is at no desk looks for them: beside its page. And what draws them, or what a message leaves behind."""
    for name in ("art.js", "left_behind.js"):
        storefront.pages[f"/{name}"], storefront.types[f"/{name}"] = assets.widget_file(name), "text/javascript"
    for drawn in drawings.by_hash().values():
        for width, body in drawn.bodies.items():
            path = f"/w/m/{drawn.hash}-{width}.webp"
            storefront.pages[path], storefront.types[path] = body, "image/webp"


def open_gallery(
    page: Page,
    storefront: Storefront,
    devices: Sequence[str],
    scale: float,
    family: str | None = FAMILY,
    plant: str = "",
) -> None:
    """A row of frames a kind of device, one below the other."""
    storefront.pages["/frame"] = frame_page(family, plant)
    hang_drawings(storefront)
    cells, top = [], 0.0
    for device in dict.fromkeys(devices):
        width, height = SIZES[device]
        cells += [
            f'<div style="left:{at * width * scale}px;top:{top}px;width:{width * scale}px;height:{height * scale}px">'
            f'<iframe src="/frame" style="width:{width}px;height:{height}px;transform:scale({scale})"></iframe></div>'
            for at in range(devices.count(device))
        ]
        top += height * scale
    storefront.pages["/gallery"] = GALLERY + "".join(cells)
    widest = max(devices.count(device) * SIZES[device][0] for device in devices)
    page.set_viewport_size({"width": round(widest * scale), "height": round(top)})
    page.goto(f"{storefront.url}/gallery")
    page.wait_for_selector("body[data-ready]", state="attached")
    load = f"frame => frame.contentDocument.fonts.load('16px \"{FAMILY}\"')"
    for frame in page.query_selector_all("iframe"):
        frame.evaluate(load)


def show(page: Page, messages: Sequence[dict[str, Any]]) -> None:
    page.evaluate("messages => show(messages)", list(messages))
