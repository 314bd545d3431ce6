// The rule language as the browser speaks it. Its meaning in words stands in server/winback/rules/__init__.py,
// in rows in tests/cases/rules-cases.json; both languages run every row.

import { glob } from "./glob";

export { glob };

export interface Rule {
  all?: readonly Rule[];
  any?: readonly Rule[];
  not?: Rule;
  fact?: string;
  op?: string;
  value?: unknown;
}

export type Facts = Readonly<Record<string, unknown>>;

/** How much of a text `matches` reads, in UTF-16 code units: on saving, a pattern is checked to be quick on that much. */
const MATCHED_LENGTH = 1000;

export function evaluate(rule: Rule, facts: Facts): boolean {
  const { all, any, not } = rule;
  if (all) return all.every((part) => evaluate(part, facts));
  if (any) return any.some((part) => evaluate(part, facts));
  return not ? !evaluate(not, facts) : holds(rule, facts);
}

function holds({ fact = "", op = "", value }: Rule, facts: Facts): boolean {
  // own properties only: a page may have put anything on Object.prototype
  const seen = Object.hasOwn(facts, fact) ? facts[fact] : null;
  if (seen == null || Number.isNaN(seen)) return op === "is_not_set";
  try {
    return OPS[op]?.(seen as never, value as never) === true;
  } catch {
    return false; // a fact or value of a kind that has no such method, a pattern that is none
  }
}

// JavaScript would compare "10" with 9 and look for 5 in "a5"; these two forbid it
const number = (one: unknown): number => (typeof one === "number" ? one : Number.NaN);
const fits = (seen: unknown, value: unknown): boolean => typeof seen === "object" || typeof value === "string";

type Several = string | readonly unknown[];
const isIn = (seen: unknown, value: unknown[]): boolean => value.some((one) => [seen].flat().includes(one));

// every fact is there; no prototype, or "constructor" were an op
const OPS: Record<string, (seen: never, value: never) => boolean> = {
  __proto__: null as never,
  is_set: () => true,
  eq: (seen: unknown, value: unknown) => seen === value,
  ne: (seen: unknown, value: unknown) => seen !== value,
  gt: (seen, value) => number(seen) > number(value),
  gte: (seen, value) => number(seen) >= number(value),
  lt: (seen, value) => number(seen) < number(value),
  lte: (seen, value) => number(seen) <= number(value),
  in: isIn,
  not_in: (seen, value) => !isIn(seen, value),
  contains: (seen: Several, value) => fits(seen, value) && seen.includes(value),
  not_contains: (seen: Several, value) => fits(seen, value) && !seen.includes(value),
  starts_with: (seen: string, value) => fits(seen, value) && seen.startsWith(value),
  ends_with: (seen: string, value) => fits(seen, value) && seen.endsWith(value),
  matches: (seen: string, value) => fits(seen, value) && new RegExp(value).test(seen.substring(0, MATCHED_LENGTH)),
  glob: (seen, value) => glob(value, seen),
};
