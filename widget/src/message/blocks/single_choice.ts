import { listen } from "../../boundary";
import { el } from "../element";
import { BLOCKS } from ".";
import { optionsOf, ownWords } from "./choices";
import { CHOOSE } from "./missing";
import { answersAtOnce, group, picked, radios } from "./radios";

/** One out of a few options in words, perhaps with one of the visitor's own. */
BLOCKS.single_choice = (block, scene) => {
  const free = ownWords(scene);
  const labels = radios(block, scene, optionsOf(block, scene));
  const element = el(
    "fieldset",
    { class: "choice", ...group(block) },
    el("legend", {}, scene.say(block.label)),
    ...labels,
    free,
  );
  listen(element, "change", () => {
    free.hidden = picked(element)?.value !== "";
  });
  if (!block.other) answersAtOnce(element, scene);
  return {
    element,
    read() {
      const option = picked(element);
      if (!option) return block.required ? { error: CHOOSE } : {};
      return { value: option.value || { other: free.value } };
    },
  };
};
