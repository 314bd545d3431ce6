import { listen } from "../../boundary";
import { el } from "../element";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import { answersAtOnce, CHOOSE, picked, radios } from "./radios";
import CSS from "./single_choice.css";

const OTHER = { en: "Something else", ko: "기타" };

/** One out of a few options in words, perhaps with one of the visitor's own. */
BLOCKS.single_choice = (block, scene) => {
  const { say } = scene;
  const options = (block.options ?? []).map(({ id, text }): [string, string] => [id, say(text)]);
  const free = el("input", { type: "text", maxlength: 1000, "aria-label": say(OTHER), hidden: true });
  if (block.other) options.push(["", say(OTHER)]);
  const labels = radios(block, scene, options);
  const element = el("fieldset", { class: "choice" }, el("legend", {}, say(block.label)), ...labels, free);
  listen(element, "change", () => {
    free.hidden = picked(element)?.value !== "";
  });
  if (!block.other) answersAtOnce(element, scene);
  return {
    element,
    read() {
      const option = picked(element);
      if (!option) return block.required ? { error: CHOOSE } : {};
      return { value: option.value || { other: (free as HTMLInputElement).value } };
    },
  };
};

sheets.push(CSS);
