// The link to a preview on the site's own page: of the page that is typed, and of what is saved.
import { one } from "./dom";
import { isSaved } from "./draft";
import { save } from "./save";

const state = one("#state");

state.addEventListener("input", ({ target }) => {
  const menu = (target as Element).closest("[data-on-site]");
  if (menu) point(menu);
});

/** An address that is none leaves the links as they were. */
function point(menu: Element): void {
  const typed = one<HTMLInputElement>("[data-page]", menu).value.trim();
  if (!URL.canParse(typed) || !/^https?:/i.test(typed)) return;
  const page = new URL(typed);
  page.hash = `winback-preview=${one<HTMLInputElement>("[data-token]", menu).value}`;
  one<HTMLAnchorElement>("[data-open]", menu).href = page.href;
  one("[data-copy]", menu).dataset.copy = page.href;
}

// What opens is what is saved, so what is typed is saved first.
state.addEventListener("click", async (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("[data-open]");
  if (!link || isSaved()) return;
  event.preventDefault();
  const { href } = link;
  if ((await save()) === "saved") open(href, "_blank", "noopener");
});
