// What a step's logic comes to. Its meaning in words stands in server/winback/rules/logic.py, in rows in tests/cases;
// both languages run every row.
import { evaluate, type Facts, type Rule } from "../../rules";

export type Action =
  | { jump: string | null }
  | { require: string }
  | { calculate: string; op: string; value: number | string | { fact: string } };

export interface Logic {
  when?: Rule | null;
  then: Action[];
}

export interface Outcome {
  /** Absent: no jump; null: to the end. */
  jump?: string | null;
  /** The facts as they are now, `variable.NAME` and `required.BLOCK` among them. */
  facts: Record<string, unknown>;
}

export function run(logic: readonly Logic[], given: Facts): Outcome {
  const outcome: Outcome = { facts: { ...given } };
  for (const { when, then } of logic) {
    if (when && !evaluate(when, outcome.facts)) continue;
    for (const action of then) act(action, outcome);
  }
  return outcome;
}

function act(action: Action, outcome: Outcome): void {
  const { facts } = outcome;
  if ("jump" in action) {
    if (outcome.jump === undefined) outcome.jump = action.jump;
  } else if ("require" in action) facts[`required.${action.require}`] = true;
  else {
    const { calculate, op, value } = action;
    const name = `variable.${calculate}`;
    const made = calculated(op, facts[name], typeof value === "object" ? facts[value.fact] : value);
    if (made !== undefined) facts[name] = made;
  }
}

const isNumber = (one: unknown): one is number => typeof one === "number" && Number.isFinite(one);
const isPlain = (one: unknown): boolean => isNumber(one) || typeof one === "string";

/** The new value; the old one where the operation has no meaning for what it is given. */
function calculated(op: string, old: unknown, by: unknown): unknown {
  if (op === "assign") return isPlain(by) ? by : old;
  if (op === "concat") return isPlain(by) && (old == null || isPlain(old)) ? `${old ?? ""}${by}` : old;
  const from = old ?? 0;
  if (!isNumber(from) || !isNumber(by)) return old;
  const made = ARITHMETIC[op]?.(from, by);
  return isNumber(made) ? made : old;
}

// no prototype, or "constructor" were an operation
const ARITHMETIC: Record<string, (from: number, by: number) => number> = {
  __proto__: null as never,
  add: (from, by) => from + by,
  subtract: (from, by) => from - by,
  multiply: (from, by) => from * by,
  divide: (from, by) => from / by,
};
