// What the buttons and selects of a step's rules do to the draft: a file of its own, fetched once somebody uses one.
import type { Rule } from "../rules";
import type { at, Block, put, Step, Variant } from "./draft";
import type { view } from "./view";

/** The editor's own draft: this file has none. */
export interface Desk {
  at: typeof at;
  put: typeof put;
  view: typeof view;
}

type Action = { jump: string | null } | { require: string } | { calculate: string; op: string; value: unknown };

const SCALES: Record<string, number> = { nps: 6, csat: 3, ces: 4, stars: 3 };
const VALUELESS = ["is_set", "is_not_set"];

let desk: Desk;

/** `path` and `value`: what the button says, or the select. */
export function act(op: string, path: string, value: string, given: Desk): void {
  desk = given;
  OPERATIONS[op]?.(path, value);
}

const OPERATIONS: Record<string, (path: string, value: string) => void> = {
  "rule-add"(path) {
    const rules = desk.at<object[] | undefined>(path) ?? [];
    desk.put(path, [...rules, { when: usual(path), then: [{ jump: null }] }]);
    toField(`${path}.${rules.length}.when.fact`, `${path}.${rules.length}.then.0.verb`);
  },
  "rule-remove"(path) {
    const [list, index, here] = listOf(path);
    list.splice(index, 1);
    if (!list.length) desk.put(here, undefined);
    toButton("rule-add", here);
  },
  "rule-condition": (path) => addTo(path, usual(path)),
  "rule-group"(path) {
    const mode = desk.at<Rule | null>(path)?.any ? "all" : "any";
    addTo(path, { [mode]: [usual(path), usual(path)] });
  },
  "rule-join"(path, mode) {
    desk.put(path, { [mode]: partsOf(desk.at(path)) });
  },
  "rule-drop": drop,
  "rule-fact": (path, fact) => desk.put(path, asks(fact, variantOf(path))),
  "rule-op"(path, op) {
    const { fact = "", value } = desk.at<Rule>(path);
    const fresh = asks(fact, variantOf(path)).value ?? "";
    desk.put(path, VALUELESS.includes(op) ? { fact, op } : { fact, op, value: value ?? fresh });
  },
  "rule-action"(path) {
    const then = desk.at<Action[]>(path);
    then.push(then.some((action) => "jump" in action) ? added(path) : { jump: null });
    toField(`${path}.${then.length - 1}.verb`);
  },
  "rule-undo"(path) {
    const [list, index, here] = listOf(path);
    list.splice(index, 1);
    toButton("rule-action", here);
  },
  "rule-verb"(path, verb) {
    desk.put(
      path,
      verb === "jump" ? { jump: null } : verb === "require" ? { require: laterQuestion(path) } : added(path),
    );
  },
  "rule-source"(path, source) {
    const known = desk.at(path);
    const plain: Record<string, unknown> = {
      number: Number(known) || 1,
      text: typeof known === "number" ? `${known}` : "",
    };
    desk.put(path, source in plain ? plain[source] : { fact: source });
  },
};

/** Where there was one condition, or none, there is a group now. */
function addTo(path: string, part: Rule): void {
  const there = desk.at<Rule | null>(path);
  const parts = there && partsOf(there);
  if (parts) parts.push(part);
  else desk.put(path, there ? { all: [there, part] } : part);
  const added = parts ? `${path}.${there.all ? "all" : "any"}.${parts.length - 1}` : there ? `${path}.all.1` : path;
  const group = part.all ? "all" : "any";
  toField(part.fact ? `${added}.fact` : `${added}.${group}.0.fact`);
}

/** A group of which one is left is that one. */
function drop(path: string): void {
  const keys = path.split(".");
  if (keys.at(-1) === "when") {
    desk.put(path, null);
    return toButton("rule-condition", path);
  }
  const [list, index, here] = listOf<Rule>(path);
  const group = here.slice(0, here.lastIndexOf("."));
  list.splice(index, 1);
  if (!list.length) return drop(group);
  if (!list[1]) desk.put(group, list[0]);
  toButton("rule-condition", list[1] ? group : `${path.split(".when")[0]}.when`);
}

const partsOf = ({ all, any }: Rule): Rule[] | undefined => (all ?? any) as Rule[] | undefined;

function listOf<T = unknown>(path: string): [list: T[], index: number, at: string] {
  const cut = path.lastIndexOf(".");
  const here = path.slice(0, cut);
  return [desk.at<T[]>(here), Number(path.slice(cut + 1)), here];
}

// ---- what a new one begins with ----

const variantOf = (path: string): Variant => desk.at<Variant>(path.split(".").slice(0, 2).join("."));
const stepOf = (path: string): Step => desk.at<Step>(path.split(".").slice(0, 4).join("."));

/** A question of the step, else of one before it. */
function usual(path: string): Rule {
  const variant = variantOf(path);
  const until = variant.steps.slice(0, variant.steps.indexOf(stepOf(path)) + 1).reverse();
  const question = until.flatMap(({ blocks }) => blocks).find((block) => isQuestion(block) || block.type === "hidden");
  const fact = question ? `answer.${question.id}` : `variable.${variablesOf(variant)[0]}`;
  return asks(fact, variant);
}

/** Every question has a label, and a coupon is none. */
const isQuestion = ({ label, type }: Block): boolean => !!label && type !== "coupon";

/** The first that one would ask of it. */
function asks(fact: string, { steps }: Variant): Rule {
  const block = steps.flatMap(({ blocks }) => blocks).find(({ id }) => fact === `answer.${id}`);
  if (!block) return { fact, op: "gte", value: 1 };
  const { type, kind, options = [] } = block;
  if (type in SCALES) return { fact, op: "lte", value: SCALES[type] };
  if (type === "field" && kind === "number") return { fact, op: "gte", value: 1 };
  if (type === "multiple_choice" && options[0]) return { fact, op: "contains", value: options[0].id };
  if (/^(single_choice|select)$/.test(type) && options[0]) return { fact, op: "eq", value: options[0].id };
  return { fact, op: "is_set" };
}

/** A point more; of a name that is there, or of "score". */
const added = (path: string): Action => ({
  calculate: variablesOf(variantOf(path))[0] ?? "score",
  op: "add",
  value: 1,
});

const variablesOf = ({ steps }: Variant): string[] =>
  steps.flatMap(({ logic = [] }) =>
    logic.flatMap(({ then }) => then.flatMap((action) => ("calculate" in action ? [action.calculate] : []))),
  );

/** Of this step or a later one, the first that may be left out. */
function laterQuestion(path: string): string {
  const { steps } = variantOf(path);
  const questions = steps.slice(steps.indexOf(stepOf(path))).flatMap(({ blocks }) => blocks.filter(isQuestion));
  return (questions.find(({ required }) => !required) ?? questions[0])?.id ?? "";
}

// ---- where the keyboard goes ----

function toField(...paths: string[]): void {
  desk.view.focus = paths.map((path) => `[id="f-${path}"]`).join();
}

function toButton(op: string, path: string): void {
  desk.view.focus = `[data-op="${op}"][data-at="${path}"]`;
}
