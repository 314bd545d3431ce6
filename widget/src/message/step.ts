// One step of a message: its blocks in order, read together when the visitor goes on.
import type { Block, Step } from "../config";
import { extras } from "../extras";
import { BLOCKS } from "./blocks";
import type { Drawn, Reading, Scene } from "./blocks/block";
import { el } from "./element";

export interface Answered {
  block: Block;
  reading: Reading;
}

export interface DrawnStep {
  element: HTMLElement;
  /** What was answered, or null when something has to be put right first (the visitor is taken there). */
  read(): Answered[] | null;
}

export function drawStep(step: Step, scene: Scene): DrawnStep {
  const drawn: [Block, Drawn][] = [];
  const element = el("form", { class: "step", novalidate: true, onsubmit, onkeydown });
  let row: HTMLElement | null = null;
  for (const block of step.blocks) {
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
  if (!scene.hasNext && drawn.some(([, { read }]) => read)) extras.addNext?.(element, scene);
  function onsubmit(event: Event) {
    event.preventDefault();
    scene.submit();
  }
  function onkeydown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") onsubmit(event);
  }
  return { element, read: () => (extras.read ? extras.read(drawn, scene) : []) };
}
