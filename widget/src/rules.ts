// The rule language as the browser speaks it. Its meaning in words stands in server/winback/rules/__init__.py,
// in rows in tests/cases/rules-cases.json; both languages run every row.

export interface Rule {
  all?: Rule[];
  any?: Rule[];
  not?: Rule;
  fact?: string;
  op?: string;
  value?: unknown;
}

export type Facts = Record<string, unknown>;

/** How much of a text `matches` reads, in UTF-16 code units: patterns are checked on saving to be quick on that much. */
const MATCHED_LENGTH = 1000;

export function evaluate(rule: Rule, facts: Facts): boolean {
  const { all, any, not, fact = "" } = rule;
  if (all) return all.every((part) => evaluate(part, facts));
  if (any) return any.some((part) => evaluate(part, facts));
  if (not) return !evaluate(not, facts);
  // own properties only: a page may have put anything on Object.prototype
  return holds(rule.op, Object.hasOwn(facts, fact) ? facts[fact] : null, rule.value);
}

function holds(op: string | undefined, seen: unknown, value: unknown): boolean {
  if (seen == null || Number.isNaN(seen)) return op === "is_not_set";
  switch (op) {
    case "is_set":
      return true;
    case "eq":
      return seen === value;
    case "ne":
      return seen !== value;
    case "in":
      return isIn(seen, value);
    case "not_in":
      return !isIn(seen, value);
    case "contains":
      return contains(seen, value);
    case "not_contains":
      return !contains(seen, value);
  }
  if (typeof seen === "number" && typeof value === "number") return compare(op, seen, value);
  return typeof seen === "string" && typeof value === "string" && read(op, seen, value);
}

const isIn = (seen: unknown, value: unknown): boolean =>
  Array.isArray(value) && [seen].flat().some((one) => value.includes(one));

const contains = (seen: unknown, value: unknown): boolean =>
  typeof seen === "string" ? typeof value === "string" && seen.includes(value) : Array.isArray(seen) && seen.includes(value);

function compare(op: string | undefined, seen: number, value: number): boolean {
  switch (op) {
    case "gt":
      return seen > value;
    case "gte":
      return seen >= value;
    case "lt":
      return seen < value;
    case "lte":
      return seen <= value;
  }
  return false;
}

function read(op: string | undefined, seen: string, value: string): boolean {
  switch (op) {
    case "starts_with":
      return seen.startsWith(value);
    case "ends_with":
      return seen.endsWith(value);
    case "glob":
      return glob(value, seen);
    case "matches":
      return matches(value, seen);
  }
  return false;
}

/** `*` stands for any run of characters, also none; everything else, `?` too, for itself. The whole text must fit. */
export function glob(pattern: string, text: string): boolean {
  const [head = "", ...inner] = pattern.split("*");
  const tail = inner.pop();
  if (tail == null) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const part of inner) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.slice(at).endsWith(tail);
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text.slice(0, MATCHED_LENGTH));
  } catch {
    return false;
  }
}
