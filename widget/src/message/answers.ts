// A step's answers: read together, and what is missing said where it is missing.
import { guarded, listen } from "../boundary";
import type { Block, Step } from "../config";
import { extras } from "../extras";
import CSS from "./answers.css";
import type { Drawn, Reading, Scene } from "./blocks/block";
import { el } from "./element";
import { sheets } from "./sheets";

const NEXT = { en: "Next", ko: "다음" };

/** Lets a step be answered: by Enter, and where there is no button, by one that comes with the first answer. */
function ask(form: HTMLElement, drawn: [Block, Drawn][], scene: Scene): void {
  const submit = (event: Event) => {
    event.preventDefault();
    scene.submit();
  };
  scene.hasNext = drawn.some(([{ type, action }]) => type === "button" && action === "next");
  (form as HTMLFormElement).noValidate = true;
  form.addEventListener("submit", guarded(submit));
  form.addEventListener(
    "keydown",
    guarded((event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") submit(event);
    }),
  );
  if (!scene.hasNext && drawn.some(([, { read }]) => read)) addNext(form, scene);
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
  const readings: [Block, Reading][] = [];
  for (const [block, { element, read }] of drawn) {
    if (!read) continue;
    const reading = read();
    mend(element, reading.error && scene.say(reading.error), scene);
    if (reading.error) return false;
    readings.push([block, reading]);
  }
  if (extras.think?.(drawn, scene, step, readings, mend)) return false;
  const { event } = scene.hooks;
  for (const [{ id }, { value, subscription }] of readings) {
    if (value != null) event("answer", { step: step.id, block: id, value, ms: Date.now() - began });
    if (subscription) event("subscribe", { ...subscription });
  }
  return true;
}

/** Says what is missing beside the field, and takes the visitor there. */
function mend(element: HTMLElement, message: string | undefined, { unique }: Scene): void {
  element.querySelector(".error")?.remove();
  const field = element.querySelector<HTMLElement>("input,textarea,select");
  field?.removeAttribute("aria-describedby");
  field?.removeAttribute("aria-invalid");
  if (!message) return;
  const id = unique("error");
  element.append(el("p", { class: "error", id, role: "alert" }, message));
  field?.setAttribute("aria-describedby", id);
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

/** The set of answers is closed as soon as no question lies ahead: nobody has to press the last "Close". */
function isComplete(steps: Step[], path: string[], next: string | null): boolean {
  const stepOf = (id: string | null) => steps.find((one) => one.id === id);
  const hasQuestions = (id: string | null) => !!stepOf(id)?.blocks.some(isQuestion);
  /** Steps are few, and none is passed twice. */
  const asksAgain = (id: string | null, passed: string[] = []): boolean =>
    !!id && !passed.includes(id) && (hasQuestions(id) || asksAgain(stepOf(id)?.next ?? null, [...passed, id]));
  return !asksAgain(next) && path.some(hasQuestions);
}

/** Every question has a label, and a coupon is none. */
const isQuestion = ({ label, type }: Block) => label && type !== "coupon";

sheets.push(CSS);
Object.assign(extras, { ask, answer, isComplete });
