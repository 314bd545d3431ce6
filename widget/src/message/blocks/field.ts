import "../answers";
import { el } from "../element";
import { BLOCKS } from ".";

const FILL = { en: "Please fill in this field.", ko: "이 항목을 입력해 주세요." };
const CHECK = { en: "Please check what you have entered.", ko: "입력한 내용을 확인해 주세요." };

/** By kind: the browser's own type, what it may fill in by itself, and the keyboard of a phone. */
const KINDS: Record<string, { type: string; autocomplete?: string; inputmode?: string }> = {
  text: { type: "text" },
  name: { type: "text", autocomplete: "name" },
  phone: { type: "tel", autocomplete: "tel" },
  number: { type: "number", inputmode: "numeric" },
  date: { type: "date" },
};

/** A line to fill in. */
BLOCKS.field = (block, { say, unique }) => {
  const id = unique(block.id);
  const { kind = "text", label, max, min, required } = block;
  const isRange = kind === "number";
  const input = el("input", {
    ...KINDS[kind],
    id,
    maxlength: 200,
    min: isRange ? min : null,
    max: isRange ? max : null,
    placeholder: say(block.placeholder) || null,
    "aria-required": required,
  }) as HTMLInputElement;
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, say(label)), input),
    read() {
      const value = input.value.trim();
      // what the browser itself can't read as a number or a date, it gives as nothing
      if (input.validity.badInput || (value && !input.checkValidity())) return { error: CHECK };
      if (!value) return required ? { error: FILL } : {};
      return { value: isRange ? Number(value) : value };
    },
  };
};
