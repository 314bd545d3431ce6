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
export function assign({ seed, hash_version, coverage, arms }: Experiment, unit: string | null): string | null {
  const bucket = unit ? hash(seed, unit, hash_version) : null;
  let from = 0;
  for (const { id, weight } of arms) {
    if (bucket != null && bucket >= from && bucket < from + coverage * weight) return id;
    from += weight;
  }
  return null;
}

export const inHoldout = (holdout: Holdout, visitor: string | null): boolean =>
  !!visitor && hashV2(holdout.seed, visitor) < holdout.share;

/** By version. The first, for imports, is a part of its own and puts itself here. */
export const HASHES: Record<number, (seed: string, value: string) => number> = { 2: hashV2 };

/** A bucket in [0, 1); null in a version nobody knows. */
export const hash = (seed: string, value: string, version: number): number | null =>
  HASHES[version]?.(seed, value) ?? null;

function hashV2(seed: string, value: string): number {
  return (fnv1a(`${fnv1a(seed + value)}`) % 10000) / 10000;
}

export function fnv1a(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** Each arm starts where its full weight starts, so that a wider coverage moves nobody to another arm. */
export function bucketRanges(count: number, coverage: number, weights?: readonly number[]): Range[] {
  const share = Math.min(1, Math.max(0, coverage));
  let from = 0;
  return fairWeights(count, weights).map((weight) => {
    const start = from;
    from += weight;
    return [start, start + share * weight];
  });
}

/** As everywhere where GrowthBook's buckets are used, weights that do not fit count as equal. */
function fairWeights(count: number, weights: readonly number[] = []): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.length === count && total >= 0.99 && total <= 1.01 ? weights : equalWeights(count);
}

export const equalWeights = (count: number): number[] => Array.from({ length: count }, () => 1 / count);

export const inRange = (bucket: number, [from, below]: Range): boolean => bucket >= from && bucket < below;

/** The index of the range that holds the bucket, -1 when none does. */
export const chooseVariation = (bucket: number, ranges: readonly Range[]): number =>
  ranges.findIndex((range) => inRange(bucket, range));
