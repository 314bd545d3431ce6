// How the tab looks that a closed message leaves behind.
import { extras } from "../extras";
import type { View } from "./contract";
import { el } from "./element";
import CSS from "./teaser.css";
import { isColour, wantsBlack } from "./theme";
import { CLOSE, speaker, spoken } from "./words";

/** Stands at the page's edge at once; null where the message leaves none. */
export function hangTab(
  { variant, languages, isOpen }: View,
  reopen: () => void,
  takeDown: () => void,
): HTMLElement | null {
  const { teaser, theme = {} } = variant;
  if (!teaser) return null;
  const say = speaker(languages);
  const lang = spoken(languages, teaser.text);
  const host = document.createElement("winback-teaser");
  const root = host.attachShadow({ mode: isOpen ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: takeDown });
  const tab = el("button", { type: "button", class: "tab", "aria-haspopup": "dialog", onclick: reopen });
  tab.textContent = say(teaser.text);
  const dir = extras.isRightToLeft?.(lang) ? "rtl" : "ltr";
  const both = el("div", { class: teaser.position ?? "right", lang, dir }, tab, cross);
  if (isColour(theme.accent)) {
    both.style.setProperty("--accent", theme.accent);
    both.style.setProperty("--on", wantsBlack(theme.accent) ? "#000" : "#fff");
  }
  root.append(both);
  document.documentElement.append(host);
  return host;
}
