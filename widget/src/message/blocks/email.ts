import "../answers";
import { el } from "../element";
import { sha256 } from "../sha256";
import "../tick";
import { BLOCKS } from ".";

const ADDRESS = {
  en: "Please enter an email address, like name@example.com.",
  ko: "이메일 주소를 name@example.com 형식으로 입력해 주세요.",
};
const TICK = { en: "Please tick the box to agree first.", ko: "먼저 동의란에 체크해 주세요." };

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
      return { subscription: { email: address, lists: block.lists ?? [], text_id: `sha256-${sha256(text)}` } };
    },
  };
};
