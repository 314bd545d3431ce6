// A way back to the step before, which is found as it was left. What was answered in this one is forgotten.
import { extras } from "../extras";
import { factsOf } from "./logic/facts";
import type { Made } from "./step";

/** By the path through the message, as the facts are: what is gone from the page is forgotten. */
const kept = new WeakMap<string[], Record<string, Made>>();

extras.drew = (path, made) => {
  kept.set(path, { ...kept.get(path), [path.at(-1) as string]: made });
};

const { choose } = extras;

extras.choose = (scene, body, action, ...rest) => {
  if (action !== "back") return choose?.(scene, body, action, ...rest);
  const { path, turn } = scene;
  const steps = kept.get(path) ?? {};
  const left = path.pop() as string;
  for (const [{ id }] of steps[left]?.[1] ?? []) delete factsOf(path)[`answer.${id}`];
  const before = path.pop() ?? left;
  turn(before, steps[before]);
};
