// GrowthBook's sticky assignments: the arm that a visitor was given before, kept in one document per hashed attribute.
import type { Given } from "./conditions";
import { type Context, contextOf, type Doc, type Docs, isSticky, unit } from "./context";

/** Of stored documents, those about this visitor: the ones for an attribute that some experiment hashes. */
export function ownDocs(given: Given, docs: readonly Doc[]): Docs {
  const names = (given.stickyBucketIdentifierAttributes as string[] | undefined) ?? hashedAttributes(given);
  const own = names.map((name) => docKey(name, unit(contextOf(given), name)[1]));
  const known = docs.map((doc): [string, Doc] => [docKey(doc.attributeName, doc.attributeValue), { ...doc }]);
  const before = given.stickyBucketAssignmentDocs as Docs | undefined;
  return { ...before, ...Object.fromEntries(known.filter(([key]) => own.includes(key))) };
}

function hashedAttributes(given: Given): string[] {
  const features = Object.values((given.features ?? {}) as Record<string, { rules?: Given[] }>);
  const rules = features.flatMap((feature) => feature.rules ?? []).filter((rule) => rule.variations);
  const hashing = [...rules, ...((given.experiments ?? []) as Given[])];
  return hashing.flatMap((rule) => [rule.hashAttribute || "id", rule.fallbackAttribute ?? []].flat().map(String));
}

const docKey = (name: string, value: unknown): string =>
  `${name}||${typeof value === "string" ? value : JSON.stringify(value)}`;

const bucketKey = (experiment: Given, version: unknown): string => `${experiment.key}__${version || 0}`;

/** The variation kept for this visitor (-1 without), and whether an older version of the buckets shuts them out. */
export function stickyVariation(experiment: Given, context: Context): [variation: number, isBlocked: boolean] {
  if (!isSticky(experiment, context)) return [-1, false];
  const kept = assignments(experiment, context);
  for (let version = 0; version < Number(experiment.minBucketVersion ?? 0); version++) {
    if (Object.hasOwn(kept, bucketKey(experiment, version))) return [-1, true];
  }
  const variationKey = kept[bucketKey(experiment, experiment.bucketVersion)];
  const keys = ((experiment.meta ?? []) as Given[]).map((meta) => meta.key);
  return [variationKey == null ? -1 : keys.indexOf(variationKey), false];
}

function assignments(experiment: Given, context: Context): Record<string, string> {
  const own = context.docs?.[docKey(...unit(context, experiment.hashAttribute))];
  const [name, value] = unit(context, experiment.fallbackAttribute);
  const fallback = value ? context.docs?.[docKey(name, value)] : null;
  return { ...fallback?.assignments, ...own?.assignments };
}

export function keep(experiment: Given, context: Context, name: string, value: string, variationKey: string): void {
  if (!context.docs || !isSticky(experiment, context)) return;
  const key = docKey(name, value);
  const kept = context.docs[key]?.assignments;
  const given = { ...kept, [bucketKey(experiment, experiment.bucketVersion)]: variationKey };
  context.docs[key] = { attributeName: name, attributeValue: value, assignments: given };
}
