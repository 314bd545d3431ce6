import { caught } from "../../boundary";
import { extras } from "../../extras";
import type { Given } from "../contract";
import { COPIED, COPY, copied } from "../copy";
import { el } from "../element";
import { locale } from "../locale";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import "../earn";
import "../styles/secondary";
import { own } from "../own";
import CSS from "./coupon.css";

const NO_CODE = own("no_code");
const UNTIL = own("good_until");

/** No code is in the script: it exists once it is earned, which is now. */
BLOCKS.coupon = (block, scene) => {
  const { say, hooks, act, view } = scene;
  const code = el("output", {}, "…");
  const copy = el(
    "button",
    { type: "button", class: "b secondary", hidden: true, "aria-live": "polite", onclick },
    say(COPY),
  );
  const until = el("small", { hidden: true });
  const element = el("div", { class: "coupon" }, el("span", {}, say(block.label)), el("div", {}, code, copy), until);
  async function onclick(event: UIEvent) {
    act({ ...block, action: "copy" }, event);
    if (await copied(code)) copy.textContent = say(block.copied) || say(COPIED);
  }
  function reveal(given: Given | null): void {
    const mine = given?.code;
    code.textContent = mine ?? (say(block.empty) || say(NO_CODE));
    element.classList.toggle("none", !mine);
    copy.hidden = !mine;
    if (!mine) return;
    extras.earned?.(block, scene, given);
    const end = given.expires_at && new Date(given.expires_at);
    if (!end) return;
    until.textContent = `${say(UNTIL)} ${when(end, locale(view.languages))}`;
    until.hidden = false;
  }
  hooks
    .coupon()
    .then(reveal, () => reveal(null))
    .catch(caught);
  return { element };
};

const when = (end: Date, language?: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(end);

sheets.push(CSS);
