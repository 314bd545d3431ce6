import "../answers";
import { el } from "../element";
import { sheets } from "../sheets";
import "../tick";
import { own } from "../own";
import { BLOCKS } from ".";
import CSS from "./checkbox.css";

const TICK = own("tick");

/** One box to tick; the answer is the option `yes`, or none at all. */
BLOCKS.checkbox = ({ label, required }, { say }) => {
  const box = el("input", { type: "checkbox", "aria-required": required }) as HTMLInputElement;
  return {
    element: el("div", { class: "field" }, el("label", { class: "tick" }, box, el("span", {}, say(label)))),
    read() {
      return box.checked ? { value: "yes" } : required ? { error: TICK } : {};
    },
  };
};

sheets.push(CSS);
