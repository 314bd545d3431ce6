// Answers that are pictures: the choices stand as cards, each with its words. Those without a picture follow as lines.
import type { Block, Image, Option } from "../../config";
import { el } from "../element";
import { sheets } from "../sheets";
import type { Say } from "../words";
import { BLOCKS } from ".";
import CSS from "./cards.css";
import "./choices";
import { sized } from "./sized";

const SIZES = "(max-width:520px) 50vw,240px";

const isPictured = ({ image }: Option): boolean => !!(image?.picture || image?.src);

/** All are cut alike, so that the rows are even: as the first of them is. The hosted page does the same. */
function shapeOf({ width, height }: Image): string {
  const ratio = width && height ? width / height : 4 / 3;
  return ratio < 0.9 ? "tall" : ratio < 1.2 ? "square" : "wide";
}

/** Its room is there before it is; one that does not come leaves a quiet place above the words. */
function drawn(image: Image, say: Say): HTMLElement {
  const onerror = () => element.replaceWith(el("i"));
  const element = el("img", { src: image.src, alt: say(image.alt), onerror, ...sized(image, SIZES) });
  return element;
}

function dress(fieldset: HTMLElement, { options = [] }: Block, say: Say): void {
  const pictured = options.filter(isPictured);
  if (!pictured[0]) return;
  const cards = el("div", { class: `cards ${shapeOf(pictured[0].image as Image)}` });
  cards.style.setProperty("--n", `${Math.min(pictured.length, 4)}`);
  // two by two is better than three and one
  cards.classList.toggle("pairs", pictured.length === 4);
  for (const label of fieldset.querySelectorAll("label")) {
    const { value } = label.querySelector("input") as HTMLInputElement;
    const image = pictured.find(({ id }) => id === value)?.image;
    if (!image) continue;
    label.prepend(drawn(image, say));
    cards.append(label);
  }
  // the name `after` is one of ours in these files
  fieldset.querySelector("legend")?.insertAdjacentElement("afterend", cards);
}

for (const type of ["single_choice", "multiple_choice"]) {
  const draw = BLOCKS[type];
  if (draw)
    BLOCKS[type] = (block, scene) => {
      const made = draw(block, scene);
      dress(made.element, block, scene.say);
      return made;
    };
}

sheets.push(CSS);
