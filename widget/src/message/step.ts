// One step of a message: its blocks in order, read together when the visitor goes on.
import type { Block, Step } from "../config";
import { BLOCKS } from "./blocks";
import type { Drawn, Reading, Scene } from "./blocks/block";
import { el } from "./element";
import type { Fields } from "./fields";

export interface Answered {
  block: Block;
  reading: Reading;
}

export interface DrawnStep {
  element: HTMLElement;
  /** What was answered, or null when something has to be put right first (the visitor is taken there). */
  read(): Answered[] | null;
}

export const QUESTION = /^(nps|single_choice|open_text|email)$/;

export function drawStep(step: Step, scene: Scene, fields?: Fields): DrawnStep {
  const drawn: [Block, Drawn][] = [];
  const element = el("form", { class: "step", novalidate: true, onsubmit, onkeydown });
  let row: HTMLElement | null = null;
  for (const block of step.blocks) {
    const one = { ...BLOCKS, ...fields?.blocks }[block.type]?.(block, scene);
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
  if (!scene.hasNext && drawn.some(([, { read }]) => read)) fields?.addNext(element, scene);
  function onsubmit(event: Event) {
    event.preventDefault();
    scene.submit();
  }
  function onkeydown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") onsubmit(event);
  }
  return { element, read: () => (fields ? fields.read(drawn, scene) : []) };
}
