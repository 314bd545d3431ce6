// The code that a visitor has got and not used yet: a small bar on every page, until it is closed, used or over.
import { guarded, listen, type Stop } from "../boundary";
import type { Desk } from "../desk";
import { extras } from "../extras";
import { atStart } from "../starts";
import { COPIED, COPY, copied } from "./copy";
import { campaignOf } from "./desk";
import { el } from "./element";
import { languages } from "./language";
import CSS from "./reminder.css";
import { CLOSE, speaker } from "./words";

const YOURS = { en: "Your code", ko: "내 할인 코드" };
/** A code without an end is not brought to mind for ever. */
const LONGEST_MS = 7 * 864e5;

let remove: Stop | undefined;

extras.earned = ({ remind, label }, { say, view }, { code, expires_at }) => {
  const campaign = campaignOf(view)?.id;
  if (!remind || !campaign || !code) return;
  const until = Math.min(Date.now() + LONGEST_MS, expires_at ? Date.parse(expires_at) : Number.POSITIVE_INFINITY);
  remember?.((memory) => {
    memory.coupon = { campaign, code, label: say(label), until };
  });
};

let remember: Desk["remember"] | undefined;

atStart((desk) => {
  remember = desk.remember;
  show(desk);
  listen(document, "winback:close", ({ detail }) => {
    if (detail.campaign === desk.remember().coupon?.campaign) show(desk);
  });
  listen(document, "winback:track", ({ detail }) => detail.name === "purchase" && forget(desk));
  listen(document, "winback:consent", () => desk.granted("personalization") || remove?.());
});

function forget(desk: Desk): void {
  remove?.();
  desk.remember((memory) => {
    delete memory.coupon;
  });
}

function show(desk: Desk): void {
  const { coupon } = desk.remember();
  if (remove || !coupon) return;
  if (coupon.until <= Date.now()) return forget(desk);
  const say = speaker(languages(desk.config.language));
  const host = document.createElement("winback-coupon");
  const root = host.attachShadow({ mode: /[?&]winback_debug/.test(location.search) ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const label = coupon.label || say(YOURS);
  const code = el("b", {}, coupon.code);
  const copy = el("button", { type: "button", onclick }, say(COPY));
  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: () => forget(desk) });
  root.append(el("section", { "aria-label": label }, el("span", {}, label), code, copy, cross));
  async function onclick() {
    if (await copied(code)) copy.textContent = say(COPIED);
  }
  document.documentElement.append(host);
  remove = guarded(() => {
    host.remove();
    remove = undefined;
  });
}
