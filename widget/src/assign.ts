// Which arm a unit is in: GrowthBook's bucketing, so that a shop that uses it keeps every visitor's arm.
// server/winback/assign.py is the same in Python; tests/cases/bucketing-vectors.json runs in both.

export type Range = readonly [from: number, below: number];
export type Namespace = readonly [id: string, from: number, below: number];

export interface Arm {
  id: string;
  weight: number;
}

export interface Experiment {
  seed: string;
  hash_version: number;
  coverage: number;
  arms: readonly Arm[];
}

export interface Holdout {
  seed: string;
  share: number;
}

/** The arm's id, or null: outside the coverage, or nobody to hash. */
export function assign(experiment: Experiment, unit: string | null): string | null {
  const { seed, hash_version, coverage, arms } = experiment;
  const bucket = unit ? hash(seed, unit, hash_version) : null;
  if (bucket == null) return null;
  const ranges = bucketRanges(arms.length, coverage, arms.map((arm) => arm.weight));
  return arms[chooseVariation(bucket, ranges)]?.id ?? null;
}

export const inHoldout = (holdout: Holdout, visitor: string | null): boolean =>
  !!visitor && hash(holdout.seed, visitor, 2)! < holdout.share;

/** A bucket in [0, 1): by 1/10,000 in version 2, by 1/1,000 in version 1 (imports only); null for a version nobody knows. */
export function hash(seed: string, value: string, version: number): number | null {
  if (version === 2) return (fnv1a(`${fnv1a(seed + value)}`) % 10000) / 10000;
  return version === 1 ? (fnv1a(value + seed) % 1000) / 1000 : null;
}

function fnv1a(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** Each arm starts where its full weight starts, so that a wider coverage moves nobody to another arm. */
export function bucketRanges(count: number, coverage: number, weights?: readonly number[] | null): Range[] {
  const share = Math.min(1, Math.max(0, coverage));
  let from = 0;
  return fairWeights(count, weights).map((weight) => {
    const start = from;
    from += weight;
    return [start, start + share * weight];
  });
}

function fairWeights(count: number, weights?: readonly number[] | null): readonly number[] {
  if (weights?.length !== count) return equalWeights(count);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total < 0.99 || total > 1.01 ? equalWeights(count) : weights;
}

export const equalWeights = (count: number): number[] => (count < 1 ? [] : Array<number>(count).fill(1 / count));

export const inRange = (bucket: number, [from, below]: Range): boolean => bucket >= from && bucket < below;

/** The index of the range that holds the bucket, -1 when none does. */
export const chooseVariation = (bucket: number, ranges: readonly Range[]): number =>
  ranges.findIndex((range) => inRange(bucket, range));

export const inNamespace = (unit: string, [id, from, below]: Namespace): boolean =>
  inRange(hash(`__${id}`, unit, 1)!, [from, below]);
