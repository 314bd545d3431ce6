import "../answers";
import { el } from "../element";
import { own } from "../own";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import { CHOOSE } from "./missing";
import CSS from "./select.css";

const PICK = own("pick");

/** One of many options, in the browser's own list. */
BLOCKS.select = (block, { say, unique }) => {
  const id = unique(block.id);
  const options = (block.options ?? []).map((option) => el("option", { value: option.id }, say(option.text)));
  const list = el(
    "select",
    { id, "aria-required": block.required },
    el("option", { value: "" }, say(block.placeholder) || say(PICK)),
    ...options,
  ) as HTMLSelectElement;
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, say(block.label)), list),
    read() {
      return list.value ? { value: list.value } : block.required ? { error: CHOOSE } : {};
    },
  };
};

sheets.push(CSS);
