import { el } from "../element";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import { group, radios } from "./radios";
import { scored } from "./scored";
import CSS from "./stars.css";

/** One star to five, or as many as the block says. */
BLOCKS.stars = (block, scene) => {
  const { max = 5 } = block;
  const scores = Array.from({ length: max }, (_, at): [string, string] => [`${at + 1}`, "★"]);
  const stars = radios(block, scene, scores);
  stars.forEach((star, at) => {
    star.firstElementChild?.setAttribute("aria-label", `${at + 1} / ${max}`);
  });
  const row = el("div", { class: "stars" }, ...stars);
  return scored(block, scene, el("fieldset", group(block), el("legend", {}, scene.say(block.label)), row));
};

sheets.push(CSS);
