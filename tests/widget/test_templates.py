"""Every state of every template as visitors meet it: heard by a screen reader, on a small phone, and zoomed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.servers import Storefront
from tests.widget.campaigns import campaign
from tests.widget.conftest import Visit, wait_until_shown
from tests.widget.gallery.faces import ALL, LANGUAGES, NOW, Face, filled
from tests.widget.gallery.frames import frame_page, hang_drawings
from tests.widget.test_message import AXE
from tests.widget.test_tab import axe
from winback.targeting.templates import TEMPLATES

Look = Callable[[Page, list[Face], str], dict[str, list[str]]]
SMALL, ZOOMED, DESK = (320, 568), (320, 256), (1280, 800)

# Draws a message in its own page and answers once it is on the screen.
DRAW = """message => new Promise((done) => {
  const turn = (window.turn ?? 0) + 1;
  window.turn = turn;
  addEventListener("message", function heard({ data }) {
    if (data?.type !== "winback:preview-state" || data.turn !== turn) return;
    removeEventListener("message", heard);
    requestAnimationFrame(() => done());
  });
  postMessage({ ...message, turn }, location.origin);
})"""

# Sets a copy of what stands into the body, below the others: axe takes as long for all of them as for one, and it looks
# for colours in the body alone.
KEEP = """name => {
  const { shadowRoot } = document.querySelector("winback-message");
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = shadowRoot.adoptedStyleSheets;
  const box = shadowRoot.querySelector(".box").cloneNode(true);
  box.removeAttribute("popover");
  box.toggleAttribute("open", true);
  box.style.setProperty("position", "static");
  host.dataset.face = name;
  root.append(box);
  document.body.append(host);
}"""

# Two of the copies may well have the same title.
HEAR = """() => axe.run({ include: [["[data-face]"]] }, {
  resultTypes: ["violations"], elementRef: true, rules: { "landmark-unique": { enabled: false } },
}).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ element, html }) =>
  [element.closest("[data-face]")?.dataset.face ?? element.getRootNode().host.dataset.face, `${id}: ${html}`])))"""

# Whatever cannot be read: outside of the screen, of the message or of its own control, or under the way out.
CUT = """() => {
  const root = document.querySelector("winback-message").shadowRoot;
  const box = root.querySelector(".box");
  const found = [];
  if (box.lang !== document.documentElement.lang) found.push(`said to be in ${box.lang}`);
  const edge = box.getBoundingClientRect();
  const isFlowing = box.matches(".inline");
  if (edge.left < 0 || edge.right > innerWidth + 0.5) found.push("the message is wider than the screen");
  if (!isFlowing && (edge.top < 0 || edge.bottom > innerHeight + 1)) found.push("the message is higher than the screen");
  if (box.scrollWidth > box.clientWidth) found.push("the message scrolls sideways");
  const cross = root.querySelector(".x").getBoundingClientRect();
  const isUnderCross = ({ left, right, top, bottom }) =>
    right > cross.left + 12 && left < cross.right - 12 && bottom > cross.top + 12 && top < cross.bottom - 12;
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const around = text.parentElement.closest(".b, label, .clock > span, output, li, p, h2, legend, .box");
    if (!text.data.trim() || !around || !text.parentElement.checkVisibility()) continue;
    const room = around.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) {
      if (rect.left < room.left - 1 || rect.right > room.right + 1) found.push(`cut: ${text.data}`);
      const isLow = around !== box && (rect.top < room.top - 1 || rect.bottom > room.bottom + 1);
      if (isLow) found.push(`overflows: ${text.data}`);
      if (isUnderCross(rect)) found.push(`under the cross: ${text.data}`);
    }
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of box.querySelectorAll("input[placeholder], select")) {
    const { font, paddingLeft, paddingRight } = getComputedStyle(field);
    pen.font = font;
    const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const said = field.placeholder ?? field.selectedOptions[0].text;
    if (pen.measureText(said).width > room) found.push(`cut in its field: ${said}`);
  }
  return found;
}"""


@pytest.fixture
def canvas(storefront: Storefront, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page with the visitors' renderer: `canvas(language, plant=rules)`."""

    def make(language: str = "en", plant: str = "", **options: Any) -> Page:
        hang_drawings(storefront)
        storefront.pages["/"] = frame_page(None, plant).replace('lang="en"', f'lang="{language}"')
        page = new_page(**{"viewport": _size(SMALL), "reduced_motion": "reduce", **options})
        page.clock.set_fixed_time(NOW)
        page.goto(storefront.url)
        page.evaluate(AXE.read_text())
        return page

    return make


def _size(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}


def heard(page: Page, faces: list[Face], language: str) -> dict[str, list[str]]:
    """What axe has against each: rule and element."""
    for face in faces:
        page.evaluate(DRAW, face.message(language))
        page.evaluate(KEEP, face.name)
    found: dict[str, list[str]] = {}
    for name, fault in page.evaluate(HEAR):
        found.setdefault(name, []).append(fault)
    return found


def cut(page: Page, faces: list[Face], language: str) -> dict[str, list[str]]:
    """What can't be read of each at the page's size."""
    found = {}
    for face in faces:
        page.evaluate(DRAW, face.message(language))
        if said := page.evaluate(CUT):
            found[face.name] = said
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_any_state(canvas: Callable[..., Page], language: str, scheme: str) -> None:
    page = canvas(language, color_scheme=scheme)
    follows = [face for face in ALL if face.content["theme"]["scheme"] == "auto"]
    assert heard(page, ALL if scheme == "light" else follows, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_on_a_small_phone_zoomed_in_or_on_a_desk(canvas: Callable[..., Page], language: str) -> None:
    page = canvas(language)
    found = {}
    for size in (SMALL, ZOOMED, DESK):
        page.set_viewport_size(_size(size))
        found[size] = cut(page, ALL, language)
    assert found == {SMALL: {}, ZOOMED: {}, DESK: {}}


def test_every_template_is_among_them_with_each_of_its_states() -> None:
    assert {face.template.id for face in ALL} == {chosen.id for chosen in TEMPLATES}
    assert len({face.name for face in ALL}) == len(ALL) > 50
    assert sum(face.state == "error" for face in ALL) > 10


PLANTED: dict[str, tuple[str, str, str, Look]] = {
    "a text too pale": ("p { color: #b9b9b9 }", "welcome_offer a ask", "color-contrast", heard),
    "a button too narrow": (
        ".b { flex: none; width: 60px; white-space: nowrap }",
        "cart_saver a reminder",
        "cut: ",
        cut,
    ),
    "a question under the way out": (".field > * { padding: 0 !important }", "nps_bar a why", "under the cross: ", cut),
    "a message too wide": (".popup { width: 330px !important }", "exit_offer a offer", "wider than the screen", cut),
    "words that do not wrap": ("p { white-space: nowrap !important }", "exit_offer a offer", "scrolls sideways", cut),
    "a line too low": ("legend { height: 10px }", "page_question a found", "overflows: ", cut),
    "a field too small": ("input { width: 60px !important }", "newsletter a signup", "cut in its field: ", cut),
}


@pytest.mark.parametrize(("plant", "name", "found", "look"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(canvas: Callable[..., Page], plant: str, name: str, found: str, look: Look) -> None:
    said = look(canvas(plant=plant), [face for face in ALL if face.name == name], "en")
    assert any(found in fault for fault in said.get(name, [])), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_of_a_closed_message_can_be_read_too(publish: Callable[..., None], visit: Visit, language: str) -> None:
    """The other way to be closed, the bar that keeps a code in view, is that of test_coupon."""
    chosen = next(chosen for chosen in TEMPLATES if chosen.id == "welcome_offer")
    publish({**campaign("welcome-offer"), "variants": {"a": filled(chosen)["variants"]["a"]}})
    page = visit(lang=language, viewport=_size(SMALL), reduced_motion="reduce", body="<main>Chairs</main>")
    wait_until_shown(page)
    page.keyboard.press("Escape")
    tab = page.locator("winback-teaser .tab")
    assert tab.inner_text() == chosen.content["variants"]["a"]["teaser"]["text"][language]
    assert axe(page, "winback-teaser") == []
    assert tab.evaluate("tab => tab.scrollWidth <= tab.clientWidth && tab.getBoundingClientRect().right < innerWidth")
