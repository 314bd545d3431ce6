import { listen } from "../../boundary";
import { el } from "../element";
import { sheets } from "../sheets";
import "../answers";
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
  const element = el("fieldset", { class: "choice many" }, legend, ...labels, free);
  const ticked = () => [...element.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
  listen(element, "change", () => {
    free.hidden = !ticked().includes("");
  });
  return {
    element,
    read() {
      const chosen = ticked();
      if (!chosen.length) return required ? { error: CHOOSE } : {};
      if (max && chosen.length > max)
        return { error: { en: `Please choose at most ${max}.`, ko: `최대 ${max}개까지 선택해 주세요.` } };
      return { value: chosen.map((value) => value || { other: free.value }) };
    },
  };
};

sheets.push(CSS);
