// The small way back to one's privacy choices, at the edge of every page once they were made or put off.
import type { Desk } from "../desk";
import { el } from "./element";
import { languages } from "./language";
import CSS from "./tab.css";
import { speaker } from "./words";

const PRIVACY = { en: "Privacy choices", ko: "개인정보 설정" };

let isDrawn = false;

export function tab({ config }: Desk): void {
  if (isDrawn || !config.campaigns.some(({ kind }) => kind === "consent")) return;
  isDrawn = true;
  const say = speaker([...languages(config.language), "en"]);
  const host = document.createElement("winback-privacy");
  const root = host.attachShadow({ mode: /[?&]winback_debug/.test(location.search) ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  root.append(el("button", { type: "button", onclick: reopen }, say(PRIVACY)));
  document.documentElement.append(host);
}

/** By the page's own way in, so that there is only one. */
const reopen = (): void => (window as unknown as { winback(...call: string[]): void }).winback("consent", "show");
