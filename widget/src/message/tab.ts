// The small way back to one's privacy choices, at the edge of every page once they were made or put off.
import type { Theme, Variant } from "../config";
import type { Desk } from "../desk";
import { extras } from "../extras";
import { el } from "./element";
import "./language";
import { own } from "./own";
import { shade } from "./shade";
import CSS from "./tab.css";
import { paint } from "./theme";
import { speaker } from "./words";

const PRIVACY = own("privacy");

let isDrawn = false;

export function tab({ config }: Desk): void {
  const banner = config.campaigns.find(({ kind }) => kind === "consent");
  if (isDrawn || !banner) return;
  isDrawn = true;
  const say = speaker([...extras.languages(config), "en"]);
  const [host, root] = shade("winback-privacy", CSS, /[?&]winback_debug/.test(location.search));
  const button = el("button", { type: "button", onclick: reopen }, say(PRIVACY));
  const [{ theme }] = Object.values(banner.variants) as [Variant];
  paint(button, theme as Theme);
  root.append(button);
  // for whoever gives the focus back, and sees but the host
  host.focus = () => button.focus();
  document.documentElement.append(host);
}

/** By the page's own way in, so that there is only one. */
const reopen = (): void => (window as unknown as { winback(...call: string[]): void }).winback("consent", "show");
