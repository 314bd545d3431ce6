// A step's answers: read together, and what is missing said where it is missing.
import { guarded, listen } from "../boundary";
import type { Block, Step } from "../config";
import { extras } from "../extras";
import CSS from "./answers.css";
import type { Drawn, Reading, Scene } from "./blocks/block";
import type { Hooks } from "./contract";
import { el } from "./element";
import { own } from "./own";
import { sheets } from "./sheets";

const NEXT = own("next");

/** Lets a step be answered: by Enter, and where there is no button, by one that comes with the first answer. */
function ask(form: HTMLElement, drawn: [Block, Drawn][], scene: Scene): void {
  const submit = (event: Event) => {
    event.preventDefault();
    scene.submit();
  };
  scene.hasNext = drawn.some(([{ type, action }]) => type === "button" && action === "next");
  (form as HTMLFormElement).noValidate = true;
  form.onsubmit = guarded(submit);
  form.onkeydown = guarded((event: KeyboardEvent) => {
    // by its number: the Enter that ends a word of many strokes has another one
    if (event.keyCode === 13 && (event.target as HTMLElement).tagName === "INPUT") submit(event);
  });
  const asked = drawn.filter(([, { read }]) => read);
  // nothing can be left out where a press on the only question is the answer
  if (scene.hasNext || asked[1])
    for (const [{ required }, { element }] of asked) element.classList.toggle("must", !!required);
  if (!scene.hasNext && asked[0]) addNext(form, scene);
}

function addNext(element: HTMLElement, { say, submit }: Scene): void {
  const button = el("button", { type: "button", class: "b primary", onclick: submit }, say(NEXT));
  const row = el("div", { class: "row", hidden: true }, button);
  listen(element, "input", () => {
    row.hidden = false;
  });
  element.append(row);
}

/** Tells what was answered; false when something has to be put right first, and then tells nothing. */
function answer(drawn: [Block, Drawn][], scene: Scene, step: Step, began: number): boolean {
  const readings = drawn.flatMap(([block, { read, element }]): [Block, Reading, HTMLElement][] =>
    read ? [[block, read(), element]] : [],
  );
  extras.think?.(scene, step, readings);
  const [first] = readings.flatMap(([, reading, element]) => mend(element, reading, scene));
  first?.focus();
  // what is put right is told of no more; what is wrong now is not told of before the next press
  for (const [, { read, element }] of drawn)
    element.oninput = guarded(() => mend(element, read?.() ?? {}, scene, true));
  if (first) return false;
  const { event } = scene.hooks;
  for (const [{ id }, { value, subscription }] of readings) {
    if (value != null) event("answer", { step: step.id, block: id, value, ms: Date.now() - began });
    if (subscription) event("subscribe", { ...subscription });
  }
  return true;
}

/** Says beside each field what is missing; the fields of which it was said. `isQuiet`: only what was said is taken back. */
function mend(element: HTMLElement, { error, beside }: Reading, scene: Scene, isQuiet?: boolean): HTMLElement[] {
  const rest = beside ? mend(...beside, scene, isQuiet) : [];
  if (error && isQuiet) return rest;
  element.querySelector(":scope>.error")?.remove();
  // a value that nobody sees has no field
  const field = element.querySelector<HTMLElement>("input,textarea,select");
  // a description that is gone describes nothing
  field?.removeAttribute("aria-invalid");
  if (!error || !field) return rest;
  const id = scene.unique("error");
  element.insertBefore(el("p", { class: "error", id, role: "alert" }, scene.say(error)), beside?.[0] ?? null);
  field.setAttribute("aria-describedby", id);
  field.setAttribute("aria-invalid", "true");
  return [field, ...rest];
}

/**
 * Tells once that the set of answers is over: as soon as no question lies ahead, so that nobody has to press the last
 * "Close". However the message ends then, it was answered.
 */
function conclude(hooks: Hooks, steps: Step[], path: string[], next: string | null): void {
  const wasAsked = steps.some((step) => path.includes(step.id) && asks(step));
  if (hooks.isOver || !wasAsked || asksAgain(next, steps)) return;
  hooks.isOver = true;
  hooks.event("response", { complete: true, path: [...path] });
}

/** Every question has a label, and a coupon is none. */
const asks = ({ blocks }: Step): boolean => blocks.some(({ label, type }) => label && type !== "coupon");

/** No step is passed twice. */
function asksAgain(next: string | null | undefined, ahead: Step[]): unknown {
  const step = ahead.find(({ id }) => id === next);
  return (
    step &&
    (asks(step) ||
      asksAgain(
        step.next,
        ahead.filter((one) => one !== step),
      ))
  );
}

sheets.push(CSS);
Object.assign(extras, { ask, answer, conclude });
