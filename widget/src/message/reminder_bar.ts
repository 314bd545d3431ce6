// How the bar looks that reminds of a code.
import { extras } from "../extras";
import { COPIED, COPY, copied } from "./copy";
import { el } from "./element";
import CSS from "./reminder.css";
import { CLOSE, speaker, spoken } from "./words";

const YOURS = { en: "Your code", ko: "내 할인 코드" };

export interface Reminder {
  code: string;
  /** As the message called it, in that language. */
  label: string;
  language?: string;
}

/** Stands at the page's edge at once. `tongues`: what is tried for our own words, in this order. */
export function standBar(
  { code, label, language }: Reminder,
  tongues: string[],
  isOpen: boolean,
  close: () => void,
): HTMLElement {
  const lang = (label && language) || spoken(tongues, YOURS);
  const say = speaker([lang, ...tongues]);
  const host = document.createElement("winback-coupon");
  const root = host.attachShadow({ mode: isOpen ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const title = label || say(YOURS);
  const dir = extras.isRightToLeft?.(lang) ? "rtl" : "ltr";
  const word = el("b", { dir: "ltr" }, code);
  const copy = el("button", { type: "button", onclick }, say(COPY));
  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: close });
  root.append(el("section", { lang, dir, "aria-label": title }, el("span", {}, title), word, copy, cross));
  async function onclick() {
    if (await copied(word)) copy.textContent = say(COPIED);
  }
  document.documentElement.append(host);
  return host;
}
