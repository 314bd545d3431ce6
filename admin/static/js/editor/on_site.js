// The link to a preview on the site's own page: of the page that is typed, and of what is saved.
import { isSaved } from "./draft.js";
import { save } from "./save.js";

const state = document.getElementById("state");

state.addEventListener("input", ({ target }) => {
  const menu = target.closest("[data-on-site]");
  if (menu) point(menu);
});

/** An address that is none leaves the links as they were. */
function point(menu) {
  const page = URL.parse(menu.querySelector("[data-page]").value.trim());
  if (!page || !/^https?:$/.test(page.protocol)) return;
  page.hash = `winback-preview=${menu.querySelector("[data-token]").value}`;
  menu.querySelector("[data-open]").href = page.href;
  menu.querySelector("[data-copy]").dataset.copy = page.href;
}

// What opens is what is saved, so what is typed is saved first.
state.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-open]");
  if (!link || isSaved()) return;
  event.preventDefault();
  const { href } = link;
  if (await save()) open(href, "_blank", "noopener");
});
