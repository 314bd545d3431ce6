// A step's answers: read together, and what is missing said where it is missing.
import { listen } from "../boundary";
import type { Block } from "../config";
import type { Drawn, Scene } from "./blocks/block";
import { el } from "./element";
import { extras } from "../extras";
import type { Step } from "../config";
import CSS from "./answers.css";
import { sheets } from "./sheets";
import type { Answered } from "./step";

const NEXT = { en: "Next", ko: "다음" };

/** A way on for those who cannot press where there is no button: it comes with the first answer. */
function addNext(element: HTMLElement, { say, submit }: Scene): void {
  const button = el("button", { type: "button", class: "b primary", onclick: submit }, say(NEXT));
  const row = el("div", { class: "row", hidden: true }, button);
  listen(element, "input", () => {
    row.hidden = false;
  });
  element.append(row);
}

/** What was answered, or null when something has to be put right first. */
function read(drawn: [Block, Drawn][], scene: Scene): Answered[] | null {
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

/** The set of answers is closed as soon as no question lies ahead: nobody has to press the last "Close". */
function isComplete(steps: Step[], path: string[], next: string | null): boolean {
  const stepOf = (id: string | null) => steps.find((one) => one.id === id);
  const hasQuestions = (id: string | null) => !!stepOf(id)?.blocks.some(({ type }) => QUESTION.test(type));
  /** Steps are few, and none is passed twice. */
  const asksAgain = (id: string | null, passed: string[] = []): boolean =>
    !!id && !passed.includes(id) && (hasQuestions(id) || asksAgain(stepOf(id)?.next ?? null, [...passed, id]));
  return !asksAgain(next) && path.some(hasQuestions);
}

const QUESTION = /^(nps|single_choice|open_text|email)$/;

sheets.push(CSS);
Object.assign(extras, { read, addNext, isComplete });
