import { listen } from "../../boundary";
import { el } from "../element";
import { sheets } from "../sheets";
import "../answers";
import { own } from "../own";
import { BLOCKS } from ".";
import { optionsOf, ownWords } from "./choices";
import { CHOOSE } from "./missing";
import CSS from "./multiple_choice.css";

/** Any of a few options in words, or at most so many of them. */
BLOCKS.multiple_choice = (block, scene) => {
  const { max, required } = block;
  const free = ownWords(scene);
  const labels = optionsOf(block, scene).map(([value, label]) =>
    el("label", {}, el("input", { type: "checkbox", value }), el("span", {}, label)),
  );
  const legend = el("legend", {}, scene.say(block.label));
  const element = el(
    "fieldset",
    { class: "choice many", "aria-description": required && scene.say(CHOOSE) },
    legend,
    ...labels,
    free,
  );
  const ticked = () => [...element.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
  listen(element, "change", () => {
    free.hidden = !ticked().includes("");
  });
  return {
    element,
    read() {
      const chosen = ticked();
      if (!chosen.length) return required ? { error: CHOOSE } : {};
      if (max && chosen.length > max) return { error: filled(`${max}`) };
      return { value: chosen.map((value) => value || { other: free.value }) };
    },
  };
};

sheets.push(CSS);

const AT_MOST = own("choose_at_most");

const filled = (max: string) =>
  Object.fromEntries(Object.entries(AT_MOST).map(([language, said]) => [language, said.replace("{max}", max)]));
