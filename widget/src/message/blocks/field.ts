import "../answers";
import "../fill";
import { el } from "../element";
import { KINDS } from "../fields/kinds";
import { own } from "../own";
import { spoken } from "../words";
import { BLOCKS } from ".";

const FILL = own("fill");
const CHECK = own("check");

/** A line to fill in. */
BLOCKS.field = (block, { say, unique, view }) => {
  const id = unique(block.id);
  const { kind = "text", label, placeholder, required, autocomplete } = block;
  const { props, read } = KINDS[kind] ?? {};
  const input = el("input", {
    type: "text",
    autocomplete: kind === "name" && kind,
    ...props?.(block),
    ...(autocomplete && { autocomplete }),
    id,
    maxlength: 200,
    placeholder: say(placeholder) || null,
    "aria-required": required,
  }) as HTMLInputElement;
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, say(label)), input),
    read() {
      const value = input.value.trim();
      // a day that is half chosen the browser gives as nothing
      if (input.validity.badInput) return { error: CHECK };
      if (!value) return required ? { error: FILL } : {};
      return read?.(value, block, spoken(view.languages, label)) ?? { value };
    },
  };
};
