// How the tab looks that a closed message leaves behind.
import type { Stop } from "../boundary";
import { extras } from "../extras";
import type { View } from "./contract";
import { el } from "./element";
import { guest } from "./guest";
import { shade } from "./shade";
import CSS from "./teaser.css";
import { paint } from "./theme";
import { CLOSE, speaker, spoken } from "./words";

interface Hung {
  host: HTMLElement;
  tab: HTMLElement;
  /** Before it is taken down. */
  leave: Stop;
}

/** Stands at the page's edge at once; null where the message leaves none. `isNew`: screen readers are told. */
export function hangTab(
  { variant, languages, isOpen }: View,
  reopen: () => void,
  takeDown: () => void,
  isNew?: boolean,
): Hung | null {
  const { teaser, theme = {}, format } = variant;
  if (!teaser) return null;
  const say = speaker(languages);
  const lang = spoken(languages, teaser.text);
  const [host, root] = shade("winback-teaser", CSS, isOpen);
  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: takeDown });
  const isDialog = /^(popup|fullscreen)$/.test(format);
  const tab = el("button", { type: "button", class: "tab", "aria-haspopup": isDialog && "dialog", onclick: reopen });
  tab.textContent = say(teaser.text);
  const dir = extras.isRightToLeft?.(lang) ? "rtl" : "ltr";
  const both = el("div", { class: teaser.position ?? "right", lang, dir }, tab, cross);
  paint(both, theme);
  root.append(both);
  document.documentElement.append(host);
  return { host, tab, leave: guest(both, isNew ? tab : null) };
}
