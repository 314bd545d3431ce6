import { el } from "../element";
import { sheets } from "../sheets";
import "../tick";
import { BLOCKS } from ".";
import CSS from "./purposes.css";

/** The site's purposes, unticked unless the visitor has ticked them before. */
BLOCKS.purposes = (_, { say, view, unique }) => ({
  element: el(
    "div",
    { class: "purposes" },
    ...(view.purposes ?? []).map(({ key, title, text }) => {
      const id = unique(key);
      const box = el("input", { type: "checkbox", id, value: key, "aria-describedby": `${id}-text` });
      (box as HTMLInputElement).checked = !!view.granted?.(key);
      const words = el("span", {}, el("b", {}, say(title)), el("span", { id: `${id}-text` }, say(text)));
      return el("label", { class: "tick" }, box, words);
    }),
  ),
});

sheets.push(CSS);
