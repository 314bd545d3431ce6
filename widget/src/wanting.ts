// What a rule still wants: the smallest part of it that has to come true. server/winback/rules/wanting.py is the same.
import { evaluate, type Facts, type Rule } from "./rules";

/** `seen` stands at each leaf: the fact's value, null where it is absent. */
export type Wanted = Rule & { seen?: unknown };

/** null where the rule holds. Else a rule that does not hold either, and that would be enough. */
export function wanting(rule: Rule, facts: Facts, wanted = true): Wanted | null {
  if (evaluate(rule, facts) === wanted) return null;
  const { all, any, not, fact = "" } = rule;
  if (not) return wanting(not, facts, !wanted);
  const parts = all ?? any;
  if (!parts) {
    const leaf = { ...rule, seen: seen(fact, facts) };
    return wanted ? leaf : { not: leaf };
  }
  const missing = parts.flatMap((part) => wanting(part, facts, wanted) ?? []);
  // what must not come true is the other way round: one of all, all of any
  return missing.length === 1 ? (missing[0] as Wanted) : { [!all === wanted ? "any" : "all"]: missing };
}

/** The value of a fact; null where it is absent, as rules take it. */
export const seen = (fact: string, facts: Facts): unknown =>
  evaluate({ fact, op: "is_set" }, facts) ? facts[fact] : null;
