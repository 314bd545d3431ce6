// How the bar looks that reminds of a code.

import { guarded, type Stop } from "../boundary";
import type { Theme } from "../config";
import { extras } from "../extras";
import { COPIED, COPY, copied } from "./copy";
import { el } from "./element";
import { guest } from "./guest";
import { own } from "./own";
import CSS from "./reminder.css";
import { shade } from "./shade";
import { paint } from "./theme";
import { CLOSE, speaker, spoken } from "./words";

const YOURS = own("your_code");

const PILE = new CSSStyleSheet();

/** Where they have no room side by side it stands above the way back to one's privacy choices, and above it the tab. */
const piled = (height: number) => `
html:has(> winback-coupon) > winback-teaser { --winback-up: ${height - 54}px }
@media (width < 1000px) {
  html:has(> winback-privacy) > winback-coupon { --winback-up: 52px }
  html:has(> winback-privacy):has(> winback-coupon) > winback-teaser { --winback-up: ${height - 2}px }
}`;

export interface Reminder {
  code: string;
  /** As the message called it, in that language. */
  label: string;
  language?: string;
}

/** Stands at the page's edge at once. `tongues`: what is tried for our own words, in this order; `isNew`: it is told. */
export function standBar(
  { code, label, language }: Reminder,
  tongues: string[],
  isOpen: boolean,
  close: () => void,
  theme: Theme = {},
  isNew?: boolean,
): { host: HTMLElement; leave: Stop } {
  const lang = (label && language) || spoken(tongues, YOURS);
  const say = speaker([lang, ...tongues]);
  const [host, root] = shade("winback-coupon", CSS, isOpen);
  const title = label || say(YOURS);
  const dir = extras.isRightToLeft?.(lang) ? "rtl" : "ltr";
  const called = el("span", {}, title);
  const word = el("b", { dir: "ltr" }, code);
  const copy = el("button", { type: "button", "aria-live": "polite", onclick }, say(COPY));
  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: close });
  const bar = el("section", { lang, dir, "aria-label": title }, called, word, copy, cross);
  paint(bar, theme);
  root.append(bar);
  async function onclick() {
    if (await copied(word)) copy.textContent = say(COPIED);
  }
  document.documentElement.append(host);
  if (!document.adoptedStyleSheets.includes(PILE)) document.adoptedStyleSheets.push(PILE);
  new ResizeObserver(guarded(() => PILE.replaceSync(piled(bar.offsetHeight)))).observe(bar);
  return { host, leave: guest(bar, isNew ? called : null) };
}
