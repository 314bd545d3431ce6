// A box that somebody agrees by. The answer names the exact words that stood beside it: their language and their hash.
import "../answers";
import { el } from "../element";
import { sha256 } from "../sha256";
import "../tick";
import { own } from "../own";
import { sheets } from "../sheets";
import { spoken } from "../words";
import { BLOCKS } from ".";
import CSS from "./checkbox.css";

const TICK = own("agree");

/** Never ticked beforehand: what nobody did is no consent. */
BLOCKS.consent = ({ label, required }, { say, view }) => {
  const text = say(label);
  const box = el("input", {
    type: "checkbox",
    "aria-required": required,
    autocomplete: "off",
  }) as HTMLInputElement;
  return {
    element: el("div", { class: "field" }, el("label", { class: "tick" }, box, el("span", {}, text))),
    read() {
      if (!box.checked) return required ? { error: TICK } : {};
      return { value: { text_id: `sha256-${sha256(text)}`, language: spoken(view.languages, label) } };
    },
  };
};

sheets.push(CSS);
