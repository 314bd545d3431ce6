import { el } from "../element";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import CSS from "./nps.css";
import { answersAtOnce, CHOOSE, picked, radios } from "./radios";

/** How likely to recommend, from 0 to 10. */
BLOCKS.nps = (block, scene) => {
  const { say } = scene;
  const scores = Array.from({ length: 11 }, (_, score): [string, string] => [`${score}`, `${score}`]);
  const element = el(
    "fieldset",
    { class: "nps" },
    el("legend", {}, say(block.label)),
    el("div", { class: "scale" }, ...radios(block, scene, scores)),
    el("div", { class: "ends" }, el("span", {}, say(block.low)), el("span", {}, say(block.high))),
  );
  answersAtOnce(element, scene);
  return {
    element,
    read() {
      const score = picked(element)?.value;
      if (score) return { value: Number(score) };
      return block.required ? { error: CHOOSE } : {};
    },
  };
};

sheets.push(CSS);
