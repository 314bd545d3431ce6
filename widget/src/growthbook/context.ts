// Who asks GrowthBook's experiments, and where.
import { attributeAt, type Given, type Groups, passes } from "./conditions";

export interface Doc {
  attributeName: string;
  attributeValue: string;
  assignments: Record<string, string>;
}

/** By "attribute||value". */
export type Docs = Record<string, Doc>;

export interface Context {
  given: Given;
  /** Null: assignments are not sticky. Changed in place as arms are given. */
  docs: Docs | null;
  /** Features being evaluated, to notice a circle. */
  path: readonly string[];
}

export const contextOf = (given: Given, docs: Docs | null = null): Context => ({ given, docs, path: [] });

export const isSticky = (rule: Given, context: Context): boolean =>
  context.docs !== null && !rule.disableStickyBucketing;

export function passesFor(condition: Given, { given }: Context): boolean {
  return passes(attributes(given), condition, (given.savedGroups ?? {}) as Groups);
}

const attributes = (given: Given): Given => ({
  ...(given.attributes as Given),
  ...(given.attributeOverrides as Given),
});

/** The attribute that is hashed, and its value ("" when there is none). */
export function unit(context: Context, attribute?: unknown, fallback?: unknown): [name: string, value: unknown] {
  const all = attributes(context.given);
  const read = (name: string) => (Object.hasOwn(all, name) ? all[name] : (attributeAt(all, name) ?? ""));
  const name = String(attribute || "id");
  const value = read(name);
  const other = !value && fallback ? read(String(fallback)) : null;
  return other ? [String(fallback), other] : [name, value];
}

/** The same, with the fallback attribute that sticky experiments may use. */
export const ownUnit = (rule: Given, context: Context): [name: string, value: unknown] =>
  unit(context, rule.hashAttribute, isSticky(rule, context) ? rule.fallbackAttribute : null);
