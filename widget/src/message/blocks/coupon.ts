import { el } from "../element";
import { COPIED, COPY, NO_CODE } from "../words";
import type { Draw } from "./block";

/** No code is in the script: it exists once it is earned, which is now. */
export const coupon: Draw = (block, { say, hooks, act }) => {
  const code = el("output", {}, "…");
  const copy = el("button", { type: "button", class: "b secondary", hidden: true, onclick }, say(COPY));
  const element = el("div", { class: "coupon" }, el("span", {}, say(block.label)), el("div", {}, code, copy));
  async function onclick(event: UIEvent) {
    act({ ...block, action: "copy" }, event);
    getSelection()?.selectAllChildren(code); // what is left to the visitor where the clipboard is closed
    await navigator.clipboard?.writeText(code.textContent ?? "");
    copy.textContent = say(block.copied) || say(COPIED);
  }
  hooks.coupon().then(
    (given) => {
      code.textContent = given?.code ?? say(NO_CODE);
      copy.hidden = !given;
    },
    () => {
      code.textContent = say(NO_CODE);
    },
  );
  return { element };
};
