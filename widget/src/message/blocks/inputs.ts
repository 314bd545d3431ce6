// What is written: an answer in one's own words, an address.
import type { Block } from "../../config";
import { el } from "../element";
import { ADDRESS, TICK, WRITE } from "../words";
import type { Draw } from "./block";

export const openText: Draw = (block, { say, unique }) => {
  const id = unique(block.id);
  const { label, placeholder, max = 1000, required } = block;
  const area = el("textarea", {
    id,
    rows: 3,
    maxlength: max,
    placeholder: say(placeholder) || null,
    "aria-required": required,
  });
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, say(label)), area),
    read() {
      const value = (area as HTMLTextAreaElement).value.trim();
      return value ? { value } : required ? { error: WRITE } : {};
    },
  };
};

const FORM = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const email: Draw = (block: Block, { say, unique }) => {
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
  const box = el("input", { type: "checkbox" }) as HTMLInputElement;
  return {
    element: el(
      "div",
      { class: "field" },
      el("label", { for: id }, say(block.label)),
      input,
      el("label", { class: "tick" }, box, el("span", {}, text)),
    ),
    read() {
      const address = input.value.trim();
      if (!address && !block.required) return {};
      if (!FORM.test(address)) return { error: ADDRESS };
      if (!box.checked) return { error: TICK };
      return { subscription: { email: address, lists: block.lists ?? [], text } };
    },
  };
};
