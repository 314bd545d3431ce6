// For the editor's preview: what a message leaves on the page when it has closed. Fetched when that is to be seen.
import type { Block } from "./config";
import type { View } from "./message/contract";
import { standBar } from "./message/reminder_bar";
import "./message/rtl";
import { hangTab } from "./message/teaser_tab";
import { speaker, spoken } from "./message/words";

let standing: HTMLElement | null | undefined;

export function clear(): void {
  standing?.remove();
}

/** Whether a tab stands there now. `reopen`: it was pressed. */
export function tab(view: View, reopen: () => void, taken: () => void): boolean {
  clear();
  standing = hangTab(view, reopen, () => {
    clear();
    taken();
  });
  return !!standing;
}

/** The bar that reminds of a code, as on a device of the scheme that the page behind has. */
export function bar({ languages, isOpen }: View, { label = {} }: Block, code: string, taken: () => void): void {
  clear();
  const reminder = { code, label: speaker(languages)(label), language: spoken(languages, label) };
  standing = standBar(reminder, languages, isOpen, () => {
    clear();
    taken();
  });
  for (const rule of standing.shadowRoot?.adoptedStyleSheets[0]?.cssRules ?? []) {
    const asks = rule instanceof CSSMediaRule && rule.conditionText.includes("color-scheme");
    if (asks) rule.media.mediaText = document.documentElement.dataset.scheme === "dark" ? "all" : "not all";
  }
}
