// Experiments that began in GrowthBook: they assign here exactly as there, so that nobody changes arm on the move.
// Takes GrowthBook's own JSON and answers in its words; server/winback/assign/growthbook.py is the same. No loader
// carries this: it is for the tests, and for a chunk where a site has imported experiments.
import { bucketRanges, chooseVariation, hash, inRange, type Namespace, type Range } from "../assign";
import { inNamespace } from "../assign_v1";
import { forcedByQuery, isTargeted, matchesPage, type Target } from "./addresses";
import { type Given, passes } from "./conditions";
import { type Context, contextOf, ownUnit, passesFor, unit } from "./context";
import { keep, ownDocs, stickyVariation } from "./sticky";

export { contextOf, forcedByQuery, isTargeted, ownDocs, passes };

export interface Result {
  key: string;
  featureId: string | null;
  inExperiment: boolean;
  hashUsed: boolean;
  variationId: number;
  value: unknown;
  hashAttribute: string;
  hashValue: unknown;
  stickyBucketUsed: boolean;
  bucket?: number;
  name?: string;
  passthrough?: boolean;
}

type Outcome = (variation: number, bucket?: number | null, isSticky?: boolean) => Result;

/** GrowthBook's result for one visitor. */
export function run(given: Given, context: Context, feature: string | null = null): Result {
  const key = String(given.key);
  const experiment: Given = {
    ...given,
    ...(context.given.overrides as Record<string, Given> | undefined)?.[key],
  };
  const outcome = outcomeOf(experiment, context, feature);
  const { urlPatterns } = experiment;
  if (variationsOf(experiment).length < 2 || context.given.enabled === false) return outcome(-1);
  if (urlPatterns && !isTargeted(urlOf(context), urlPatterns as Target[])) return outcome(-1);
  const forced = forcedVariation(experiment, context);
  if (forced != null) return outcome(forced);
  if (experiment.status === "draft" || experiment.active === false) return outcome(-1);
  const [name, value] = ownUnit(experiment, context);
  return value ? assigned(experiment, context, outcome, name, String(value)) : outcome(-1);
}

function assigned(experiment: Given, context: Context, outcome: Outcome, name: string, value: string): Result {
  const [sticky, isBlocked] = stickyVariation(experiment, context);
  const isSticky = sticky >= 0;
  if (!isSticky && EXCLUSIONS.some((excludes) => excludes(experiment, context, value))) return outcome(-1);
  const bucket = bucketOf(experiment, String(experiment.key), value);
  if (bucket == null || (experiment.url && !matchesPage(urlOf(context), String(experiment.url)))) return outcome(-1);
  if (isBlocked) return outcome(-1, null, true);
  const variation = isSticky ? sticky : chooseVariation(bucket, rangesOf(experiment));
  if (variation < 0) return outcome(-1);
  if ("force" in experiment) return outcome(Number(experiment.force));
  if (context.given.qaMode || experiment.status === "stopped") return outcome(-1);
  const result = outcome(variation, bucket, isSticky);
  keep(experiment, context, name, value, result.key);
  return result;
}

const urlOf = (context: Context): string => String(context.given.url ?? "");
const variationsOf = (experiment: Given): readonly unknown[] => experiment.variations as unknown[];

const bucketOf = (rule: Given, seed: string, value: string): number | null =>
  hash(String(rule.seed || seed), value, Number(rule.hashVersion || 1));

function forcedVariation(experiment: Given, context: Context): number | null | undefined {
  const key = String(experiment.key);
  const forced = context.given.forcedVariations as Record<string, number> | undefined;
  return forcedByQuery(key, urlOf(context), variationsOf(experiment).length) ?? forced?.[key];
}

function rangesOf(experiment: Given): readonly Range[] {
  const { ranges, coverage, weights } = experiment;
  if (ranges) return ranges as Range[];
  return bucketRanges(variationsOf(experiment).length, Number(coverage ?? 1), (weights ?? undefined) as number[]);
}

/** A variation that does not exist gives the first one's value, and no place in the experiment. */
function outcomeOf(experiment: Given, context: Context, featureId: string | null): Outcome {
  const [hashAttribute, hashValue] = ownUnit(experiment, context);
  const variations = variationsOf(experiment);
  return (variation, bucket = null, stickyBucketUsed = false) => {
    const inExperiment = variation >= 0 && variation < variations.length;
    const variationId = inExperiment ? variation : 0;
    const { key, name, passthrough } = (experiment.meta as Partial<Result>[] | undefined)?.[variationId] ?? {};
    const result: Result = {
      ...{ key: key || String(variationId), featureId, inExperiment, hashUsed: bucket != null, variationId },
      ...{ value: variations[variationId], hashAttribute, hashValue, stickyBucketUsed },
    };
    return {
      ...result,
      ...(bucket != null && { bucket }),
      ...(name && { name }),
      ...(passthrough && { passthrough }),
    };
  };
}

// ---- who is left out ----

type Exclusion = (experiment: Given, context: Context, value: string) => boolean;

const EXCLUSIONS: readonly Exclusion[] = [
  // filters replace namespaces
  ({ filters, namespace }, context, value) =>
    filters ? isFilteredOut(filters as Given[], context) : !!namespace && !inNamespace(value, namespace as Namespace),
  ({ condition }, context) => !!condition && !passesFor(condition as Given, context),
  ({ parentConditions }, context) => asList(parentConditions).some((parent) => prerequisite(parent, context) !== "met"),
  ({ groups }, context) => !!groups && !(groups as string[]).some((group) => (context.given.groups as Given)?.[group]),
];

const asList = (value: unknown): readonly Given[] => (value ?? []) as Given[];

function isFilteredOut(filters: readonly Given[], context: Context): boolean {
  return filters.some(({ attribute, seed, hashVersion, ranges }) => {
    const [, value] = unit(context, attribute);
    const bucket = value ? hash(String(seed), String(value), Number(hashVersion || 2)) : null;
    return bucket == null || !(ranges as Range[]).some((range) => inRange(bucket, range));
  });
}

// ---- features: a list of rules, the first that applies gives the value ----

export interface FeatureResult {
  value: unknown;
  source: string;
  experimentResult?: Result;
}

export function evaluateFeature(key: string, context: Context): FeatureResult {
  const feature = (context.given.features as Record<string, Given> | undefined)?.[key];
  if (context.path.includes(key)) return { value: null, source: "cyclicPrerequisite" };
  if (!feature) return { value: null, source: "unknownFeature" };
  const inside = { ...context, path: [...context.path, key] };
  for (const rule of asList(feature.rules)) {
    const result = apply(rule, key, inside);
    if (result) return result;
  }
  return { value: feature.defaultValue ?? null, source: "defaultValue" };
}

/** What this rule gives; null when the next one is to be asked. */
function apply(rule: Given, key: string, context: Context): FeatureResult | null {
  for (const parent of asList(rule.parentConditions)) {
    const outcome = prerequisite(parent, context);
    if (outcome === "circle") return { value: null, source: "cyclicPrerequisite" };
    if (outcome === "unmet") return parent.gate ? { value: null, source: "prerequisite" } : null;
  }
  if (isFilteredOut(asList(rule.filters), context)) return null;
  if ("force" in rule) return isRolledOut(rule, key, context) ? { value: rule.force, source: "force" } : null;
  if (!rule.variations) return null;
  const taken = EXPERIMENT_KEYS.filter((name) => name in rule).map((name) => [name, rule[name]]);
  const result = run({ key, ...Object.fromEntries(taken) }, context, key);
  if (!result.inExperiment || result.passthrough) return null;
  return { value: result.value, source: "experiment", experimentResult: result };
}

const EXPERIMENT_KEYS = [
  ...["key", "variations", "weights", "coverage", "ranges", "meta", "name", "seed", "phase", "hashVersion"],
  ...["hashAttribute", "fallbackAttribute", "disableStickyBucketing", "bucketVersion", "minBucketVersion"],
  ...["namespace", "filters", "condition"],
];

function prerequisite(parent: Given, context: Context): "met" | "unmet" | "circle" {
  const { value, source } = evaluateFeature(String(parent.id), context);
  if (source === "cyclicPrerequisite") return "circle";
  return passes({ value }, (parent.condition ?? {}) as Given, {}) ? "met" : "unmet";
}

function isRolledOut(rule: Given, key: string, context: Context): boolean {
  const { condition, range, coverage } = rule;
  if (condition && !passesFor(condition as Given, context)) return false;
  if (range == null && coverage == null) return true;
  const [, value] = ownUnit(rule, context);
  const bucket = value ? bucketOf(rule, key, String(value)) : null;
  if (bucket == null) return false;
  return range ? inRange(bucket, range as Range) : Number(coverage) > 0 && bucket <= Number(coverage);
}
