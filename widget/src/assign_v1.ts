// GrowthBook's first way to hash, by 1/1,000: for experiments that began there.
import { fnv1a, HASHES, inRange, type Namespace } from "./assign";

const hashV1 = (seed: string, value: string): number => (fnv1a(value + seed) % 1000) / 1000;

HASHES[1] = hashV1;

export const inNamespace = (unit: string, [id, from, below]: Namespace): boolean =>
  inRange(hashV1(`__${id}`, unit), [from, below]);
