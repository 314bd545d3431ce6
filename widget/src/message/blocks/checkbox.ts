import "../answers";
import { el } from "../element";
import { sheets } from "../sheets";
import "../tick";
import { BLOCKS } from ".";
import CSS from "./checkbox.css";

const TICK = { en: "Please tick the box to go on.", ko: "계속하려면 체크해 주세요." };

/** One box to tick; the answer is the option `yes`, or none at all. */
BLOCKS.checkbox = ({ label, required }, { say }) => {
  const box = el("input", { type: "checkbox" }) as HTMLInputElement;
  return {
    element: el("div", { class: "field" }, el("label", { class: "tick" }, box, el("span", {}, say(label)))),
    read() {
      return box.checked ? { value: "yes" } : required ? { error: TICK } : {};
    },
  };
};

sheets.push(CSS);
