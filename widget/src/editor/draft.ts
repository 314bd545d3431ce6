// The campaign as it stands in the browser: one JSON value, changed by path, with undo and redo.
import type { Block, Step, Variant } from "../config";
import { json } from "./dom";

export type Rules = Record<string, unknown[]>;
export interface Draft {
  languages: string[];
  variants: Record<string, Variant>;
  experiment: { arms: { id: string; weight: number }[] };
  audience: Rules | null;
  tests?: { name: string }[];
}
export type { Block, Step, Variant };

const held = json<Draft>("draft");
const MOST = 100;

export const draft = { value: held };
let past: string[] = [];
let future: string[] = [];
let last = JSON.stringify(held);
let saved = last;

type Holder = Record<string, unknown>;

/** The value at `variants.a.steps.0.blocks`, or undefined. */
export const at = <T = unknown>(path: string): T =>
  path.split(".").reduce<unknown>((value, key) => (value as Holder | undefined)?.[key], draft.value) as T;

/** Sets the value at a path; undefined removes it. What leads there is made where it is missing. */
export function put(path: string, value: unknown): void {
  const keys = path.split(".");
  const name = keys.pop() as string;
  let parent = draft.value as unknown as Holder;
  for (const key of keys) {
    parent[key] ??= {};
    parent = parent[key] as Holder;
  }
  if (value === undefined) delete parent[name];
  else parent[name] = value;
}

/** Remembers the draft as it was before the latest change, for undo. */
export function commit(): void {
  const now = JSON.stringify(draft.value);
  if (now === last) return;
  past = [...past, last].slice(-MOST);
  future = [];
  last = now;
}

export function undo(): void {
  commit();
  travel(past, future);
}

export const redo = (): void => travel(future, past);

function travel(from: string[], to: string[]): void {
  const then = from.pop();
  if (then === undefined) return;
  to.push(last);
  last = then;
  draft.value = JSON.parse(then);
}

/** Takes a whole draft in place of this one, as one step that can be undone. */
export function replace(text: string): void {
  draft.value = JSON.parse(text);
  commit();
}

export const canUndo = (): boolean => past.length > 0 || text() !== last;
export const canRedo = (): boolean => future.length > 0;
export const text = (): string => JSON.stringify(draft.value);
export const isSaved = (): boolean => text() === saved;
export const markSaved = (now: string): void => {
  saved = now;
};
