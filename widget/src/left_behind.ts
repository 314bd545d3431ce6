// For the editor's preview: what a message leaves on the page when it has closed. Fetched when that is to be seen.
import type { Block } from "./config";
import type { View } from "./message/contract";
import { standBar } from "./message/reminder_bar";
import "./message/dark";
import { el } from "./message/element";
import "./message/fonts";
import "./message/rtl";
import { hangTab } from "./message/teaser_tab";
import { speaker, spoken } from "./message/words";

export { learn } from "./message/own";

const AGAIN: Record<string, string> = { ko: "다시 보기" };

let standing: HTMLElement | undefined;

export function clear(): void {
  standing?.remove();
}

/** A button of our own, where nothing else leads back. */
export function again(language = "", reopen: () => void): void {
  clear();
  standing = el("button", { class: "again", type: "button", onclick: reopen }, AGAIN[language] ?? "Show again");
  document.body.append(standing);
}

/** Whether a tab stands there now. `reopen`: it was pressed. */
export function tab(view: View, reopen: () => void, taken: () => void): boolean {
  clear();
  const hung = hangTab(view, reopen, () => {
    clear();
    taken();
  });
  standing = hung?.host;
  return !!hung;
}

/** The bar that reminds of a code, as on a device of the scheme that the page behind has. */
export function bar(
  { languages, isOpen, variant }: View,
  { label = {} }: Block,
  code: string,
  taken: () => void,
): void {
  clear();
  const reminder = { code, label: speaker(languages)(label), language: spoken(languages, label) };
  const { host } = standBar(
    reminder,
    languages,
    isOpen,
    () => {
      clear();
      taken();
    },
    variant.theme,
  );
  standing = host;
  for (const rule of host.shadowRoot?.adoptedStyleSheets[0]?.cssRules ?? []) {
    const asks = rule instanceof CSSMediaRule && rule.conditionText.includes("color-scheme");
    if (asks) rule.media.mediaText = document.documentElement.dataset.scheme === "dark" ? "all" : "not all";
  }
}
