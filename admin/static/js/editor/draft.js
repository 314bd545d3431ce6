// The campaign as it stands in the browser: one JSON value, changed by path, with undo and redo.
const held = JSON.parse(document.getElementById("draft").textContent);
const MOST = 100;

export const draft = { value: held };
let past = [];
let future = [];
let last = JSON.stringify(held);
let saved = last;

/** The value at `variants.a.steps.0.blocks`, or undefined. */
export const at = (path, from = draft.value) => path.split(".").reduce((value, key) => value?.[key], from);

/** Sets the value at a path; undefined removes it. What leads there is made where it is missing. */
export function put(path, value) {
  const keys = path.split(".");
  const name = keys.pop();
  const parent = keys.reduce((here, key) => (here[key] ??= {}), draft.value);
  if (value === undefined) delete parent[name];
  else parent[name] = value;
}

/** Remembers the draft as it was before the latest change, for undo. */
export function commit() {
  const now = JSON.stringify(draft.value);
  if (now === last) return;
  past = [...past, last].slice(-MOST);
  future = [];
  last = now;
}

export function undo() {
  commit();
  travel(past, future);
}

export const redo = () => travel(future, past);

function travel(from, to) {
  const then = from.pop();
  if (then === undefined) return;
  to.push(last);
  last = then;
  draft.value = JSON.parse(then);
}

export const canUndo = () => past.length > 0 || JSON.stringify(draft.value) !== last;
export const canRedo = () => future.length > 0;
export const isSaved = () => JSON.stringify(draft.value) === saved;
export const markSaved = (text) => (saved = text);
