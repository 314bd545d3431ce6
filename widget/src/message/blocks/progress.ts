// How far a survey has come. It goes by the longest way that may still lie ahead, and never back.
import type { Block, Step } from "../../config";
import { el } from "../element";
import { own } from "../own";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import CSS from "./progress.css";

const PROGRESS = own("progress");

/** By the path through the message, of which there is one list a message: the furthest that was shown. */
const furthest = new WeakMap<string[], number>();

BLOCKS.progress = ({ text }, { say, view, path }) => {
  const before = furthest.get(path) ?? 0;
  const share = Math.max(before, progress(view.variant.steps, path));
  furthest.set(path, share);
  const percent = Math.round(share * 100);
  const fill = el("span");
  const element = el(
    "div",
    {
      class: "progress",
      role: "progressbar",
      "aria-label": say(text) || say(PROGRESS),
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": percent,
    },
    fill,
  );
  const fillTo = (part: number) => fill.style.setProperty("inline-size", `${part * 100}%`);
  fillTo(before);
  requestAnimationFrame(() => fillTo(share));
  return { element };
};

/** The share of questions' steps that lies behind, 0 to 1. */
export function progress(steps: Step[], path: string[]): number {
  const here = path.at(-1) as string;
  const asks = (id: string) => !!steps.find((step) => step.id === id)?.blocks.some(isQuestion);
  const behind = new Set(path.slice(0, -1).filter((id) => id !== here && asks(id))).size;
  const ahead = longest(steps, here, asks);
  return ahead ? behind / (behind + ahead) : 1;
}

/** How many steps with questions the longest way from here has, this one among them. */
function longest(steps: Step[], from: string, asks: (id: string) => boolean): number {
  const known = new Map<string, number>();
  const count = (id: string | null): number => {
    const step = steps.find((one) => one.id === id);
    if (!step) return 0;
    const counted = known.get(step.id);
    if (counted !== undefined) return counted;
    known.set(step.id, 0); // a circle is gone round once
    const most = Number(asks(step.id)) + Math.max(...waysFrom(step).map(count));
    known.set(step.id, most);
    return most;
  };
  return count(from);
}

const waysFrom = ({ next, logic = [], blocks }: Step): (string | null)[] => [
  next ?? null,
  ...logic.flatMap(({ then }) => then.flatMap((action) => ("jump" in action ? [action.jump] : []))),
  ...blocks.flatMap(({ action = "" }) => (action.startsWith("goto:") ? [action.slice(5)] : [])),
];

const isQuestion = ({ label, type }: Block): boolean => !!label && type !== "coupon";

sheets.push(CSS);
