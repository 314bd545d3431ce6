// One step of a message: its blocks in order.
import type { Block, Step } from "../config";
import { extras } from "../extras";
import { BLOCKS } from "./blocks";
import type { Drawn, Scene } from "./blocks/block";
import { el } from "./element";

/** A step as it stands, with what was entered in it. */
export type Made = [HTMLElement, [Block, Drawn][]];

export function drawStep({ blocks }: Step, scene: Scene): Made {
  const drawn: [Block, Drawn][] = [];
  const element = el("form", { class: "step" });
  let row: HTMLElement | null = null;
  for (const block of blocks) {
    const one = BLOCKS[block.type]?.(block, scene);
    if (!one) continue;
    drawn.push([block, one]);
    // buttons that follow each other share a row
    const isButton = block.type === "button";
    if (isButton && !row) {
      row = el("div", { class: "row" });
      element.append(row);
    }
    if (!isButton) row = null;
    (row ?? element).append(one.element);
  }
  extras.ask?.(element, drawn, scene);
  return [element, drawn];
}
