// A row of numbers, with words at its ends.
import { el } from "../element";
import { sheets } from "../sheets";
import type { Draw } from "./block";
import { group, radios } from "./radios";
import CSS from "./scale.css";
import { scored } from "./scored";

export const scale =
  (lowest: number, highest: number): Draw =>
  (block, scene) => {
    const { say } = scene;
    const id = `${block.id}-ends`;
    const scores = Array.from({ length: highest - lowest + 1 }, (_, at): [string, string] => {
      const score = `${lowest + at}`;
      return [score, score];
    });
    const element = el(
      "fieldset",
      { class: `scale ${block.type}`, "aria-describedby": id, ...group(block) },
      el("legend", {}, say(block.label)),
      el("div", { class: "scores" }, ...radios(block, scene, scores)),
      el("div", { class: "ends", id }, el("span", {}, say(block.low)), el("span", {}, say(block.high))),
    );
    return scored(block, scene, element);
  };

sheets.push(CSS);
