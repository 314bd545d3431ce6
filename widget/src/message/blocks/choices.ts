// One out of several: a score from 0 to 10, or an option in words. Native radio buttons, so that every keyboard
// and screen reader already knows them.
import type { Block } from "../../config";
import { el } from "../element";
import { word } from "../words";
import type { Draw, Scene } from "./block";

const picked = (group: HTMLElement) => group.querySelector<HTMLInputElement>("input:checked");

function radios(block: Block, scene: Scene, options: [value: string, label: string][]): HTMLElement[] {
  const name = scene.unique(block.id);
  return options.map(([value, label]) => {
    const input = el("input", { type: "radio", name, value });
    // arrow keys also click, but without a pointer: they look around, they don't answer
    const onclick = ({ detail }: UIEvent) => detail && !scene.hasNext && scene.submit();
    return el("label", { onclick }, input, el("span", {}, label));
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
  return {
    element,
    read() {
      const score = picked(element)?.value;
      if (score) return { value: Number(score) };
      return block.required ? { error: "choose" } : {};
    },
  };
};

export const singleChoice: Draw = (block, scene) => {
  const { say } = scene;
  const options = (block.options ?? []).map(({ id, text }): [string, string] => [id, say(text)]);
  const free = el("input", { type: "text", maxlength: 1000, "aria-label": word(say, "other"), hidden: true });
  if (block.other) options.push(["", word(say, "other")]);
  const labels = radios(block, { ...scene, hasNext: scene.hasNext || !!block.other }, options);
  const element = el("fieldset", { class: "choice" }, el("legend", {}, say(block.label)), ...labels, free);
  element.addEventListener("change", () => {
    free.hidden = picked(element)?.value !== "";
  });
  return {
    element,
    read() {
      const option = picked(element);
      if (!option) return block.required ? { error: "choose" } : {};
      return { value: option.value || { other: (free as HTMLInputElement).value } };
    },
  };
};
