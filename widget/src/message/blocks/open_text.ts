import "../answers";
import "../fill";
import { el } from "../element";
import { own } from "../own";
import { BLOCKS } from ".";

const WRITE = own("write");

/** An answer in one's own words. */
BLOCKS.open_text = (block, { say, unique }) => {
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
