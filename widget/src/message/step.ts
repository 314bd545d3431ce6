// One step of a message: its blocks in order, read together when the visitor goes on.
import { listen } from "../boundary";
import type { Block, Step } from "../config";
import { BLOCKS } from "./blocks";
import type { Drawn, Reading, Scene } from "./blocks/block";
import { el } from "./element";
import { word } from "./words";

export interface DrawnStep {
  element: HTMLElement;
  /** What was answered, or null when something has to be put right first (the visitor is taken there). */
  read(): { block: Block; reading: Reading }[] | null;
}

export const QUESTION = /^(nps|single_choice|open_text|email)$/;

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
  if (!scene.hasNext && drawn.some(([, { read }]) => read)) element.append(lateNext(element, scene));
  function onsubmit(event: Event) {
    event.preventDefault();
    scene.submit();
  }
  function onkeydown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") onsubmit(event);
  }
  return { element, read: () => read(drawn, scene) };
}

/** A way on for those who cannot press where there is no button: it comes with the first answer. */
function lateNext(element: HTMLElement, { say, submit }: Scene): HTMLElement {
  const button = el("button", { type: "button", class: "b primary", hidden: true, onclick: submit }, word(say, "next"));
  listen(element, "input", () => {
    button.hidden = false;
  });
  return el("div", { class: "row" }, button);
}

function read(drawn: [Block, Drawn][], scene: Scene): ReturnType<DrawnStep["read"]> {
  const readings = [];
  for (const [block, { element, read }] of drawn) {
    if (!read) continue;
    const reading = read();
    mend(element, reading.error && word(scene.say, reading.error), scene);
    if (reading.error) return null;
    readings.push({ block, reading });
  }
  return readings;
}

/** Says what is missing beside the field, and takes the visitor there. */
function mend(element: HTMLElement, message: string | undefined, { unique }: Scene): void {
  element.querySelector(".error")?.remove();
  const field = element.querySelector<HTMLElement>("input,textarea");
  field?.removeAttribute("aria-describedby");
  field?.removeAttribute("aria-invalid");
  if (!message) return;
  const id = unique("error");
  element.append(el("p", { class: "error", id, role: "alert" }, message));
  field?.setAttribute("aria-describedby", id);
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}
