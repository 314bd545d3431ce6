import { el } from "../element";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import "../earn";
import "../styles/secondary";
import CSS from "./coupon.css";

const COPY = { en: "Copy", ko: "복사" };
const COPIED = { en: "Copied", ko: "복사했습니다" };
const NO_CODE = { en: "No code is available right now.", ko: "지금은 받을 수 있는 코드가 없습니다." };

/** No code is in the script: it exists once it is earned, which is now. */
BLOCKS.coupon = (block, { say, hooks, act }) => {
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

sheets.push(CSS);
