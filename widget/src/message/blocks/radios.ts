// One out of several: a score from 0 to 10, or an option in words. Native radio buttons, so that every keyboard
// and screen reader already knows them.
import { listen } from "../../boundary";
import type { Block } from "../../config";
import { el } from "../element";
import "../answers";
import { sheets } from "../sheets";
import type { Scene } from "./block";
import CSS from "./radios.css";

export const picked = (group: HTMLElement) => group.querySelector<HTMLInputElement>("input:checked");

/** A group of them, as a screen reader knows it. */
export const group = ({ required }: Block) => ({ role: "radiogroup", "aria-required": required });

export function radios(block: Block, scene: Scene, options: [value: string, label: string][]): HTMLElement[] {
  const name = scene.unique(block.id);
  return options.map(([value, label]) => {
    return el("label", {}, el("input", { type: "radio", name, value }), el("span", {}, label));
  });
}

/** Where there is no button, a press answers; arrow keys only look around. */
export function answersAtOnce(group: HTMLElement, scene: Scene): void {
  let isPressed = false;
  listen(group, "pointerdown keydown", ({ type }: Event) => {
    isPressed = type === "pointerdown";
  });
  listen(group, "change", () => {
    if (isPressed && !scene.hasNext) scene.submit();
  });
}

sheets.push(CSS);
