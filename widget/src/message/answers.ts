// A step's answers: read together, and what is missing said where it is missing.
import { listen } from "../boundary";
import type { Block } from "../config";
import type { Drawn, Scene } from "./blocks/block";
import { el } from "./element";
import type { Answered } from "./step";
import { NEXT } from "./words";

/** A way on for those who cannot press where there is no button: it comes with the first answer. */
export function addNext(element: HTMLElement, { say, submit }: Scene): void {
  const button = el("button", { type: "button", class: "b primary", onclick: submit }, say(NEXT));
  const row = el("div", { class: "row", hidden: true }, button);
  listen(element, "input", () => {
    row.hidden = false;
  });
  element.append(row);
}

/** What was answered, or null when something has to be put right first. */
export function read(drawn: [Block, Drawn][], scene: Scene): Answered[] | null {
  const readings = [];
  for (const [block, { element, read }] of drawn) {
    if (!read) continue;
    const reading = read();
    mend(element, reading.error && scene.say(reading.error), scene);
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
