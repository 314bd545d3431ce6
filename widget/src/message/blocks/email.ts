import "../answers";
import "../fill";
import { el } from "../element";
import { sha256 } from "../sha256";
import "../tick";
import { own } from "../own";
import { BLOCKS } from ".";
import type { Reading } from "./block";

const ADDRESS = own("address");
const TICK = own("agree");

/** An address. The proof of what was agreed to is the exact text that stood beside the box. */
const FORM = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

BLOCKS.email = (block, { say, unique }) => {
  const id = unique(block.id);
  const text = say(block.consent_text);
  const input = el("input", {
    id,
    type: "email",
    autocomplete: "email",
    inputmode: "email",
    placeholder: say(block.placeholder) || null,
    "aria-required": block.required,
  }) as HTMLInputElement;
  const box = el("input", { type: "checkbox", "aria-required": block.required }) as HTMLInputElement;
  const tick = el("div", {}, el("label", { class: "tick" }, box, el("span", {}, text)));
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, say(block.label)), input, tick),
    read() {
      const address = input.value.trim();
      const beside: [HTMLElement, Reading] = [tick, {}];
      if (!address && !block.required) return { beside };
      if (!box.checked) beside[1].error = TICK;
      if (!FORM.test(address)) return { error: ADDRESS, beside };
      return { subscription: { email: address, lists: block.lists ?? [], text_id: `sha256-${sha256(text)}` }, beside };
    },
  };
};
