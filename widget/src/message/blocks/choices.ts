// One out of several: a score from 0 to 10, or an option in words. Native radio buttons, so that every keyboard
// and screen reader already knows them.
import { listen } from "../../boundary";
import type { Block } from "../../config";
import { el } from "../element";
import { CHOOSE, OTHER } from "../words";
import type { Draw, Scene } from "./block";

const picked = (group: HTMLElement) => group.querySelector<HTMLInputElement>("input:checked");

function radios(block: Block, scene: Scene, options: [value: string, label: string][]): HTMLElement[] {
  const name = scene.unique(block.id);
  return options.map(([value, label]) => {
    return el("label", {}, el("input", { type: "radio", name, value }), el("span", {}, label));
  });
}

/** Where there is no button, a press answers; arrow keys only look around. */
function answersAtOnce(group: HTMLElement, { hasNext, submit }: Scene): void {
  let isPressed = false;
  listen(group, "pointerdown keydown", ({ type }: Event) => {
    isPressed = type === "pointerdown";
  });
  listen(group, "change", () => {
    if (isPressed && !hasNext) submit();
  });
}

export const nps: Draw = (block, scene) => {
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

export const singleChoice: Draw = (block, scene) => {
  const { say } = scene;
  const options = (block.options ?? []).map(({ id, text }): [string, string] => [id, say(text)]);
  const free = el("input", { type: "text", maxlength: 1000, "aria-label": say(OTHER), hidden: true });
  if (block.other) options.push(["", say(OTHER)]);
  const labels = radios(block, scene, options);
  const element = el("fieldset", { class: "choice" }, el("legend", {}, say(block.label)), ...labels, free);
  listen(element, "change", () => {
    free.hidden = picked(element)?.value !== "";
  });
  if (!block.other) answersAtOnce(element, scene);
  return {
    element,
    read() {
      const option = picked(element);
      if (!option) return block.required ? { error: CHOOSE } : {};
      return { value: option.value || { other: (free as HTMLInputElement).value } };
    },
  };
};
