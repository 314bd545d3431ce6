// How often is enough: pure, so that the same caps can be explained, tested and run on the server.
// server/winback/rules/frequency.py is the same in Python; tests/cases/frequency-cases.json runs in both.

/** A missing or null key is no limit. */
export interface Frequency {
  per_session?: number | null;
  max_total?: number | null;
  every_days?: number | null;
  after_close_days?: number | null;
  after_later_days?: number | null;
  after_answer_days?: number | null;
  after_conversion_days?: number | null;
}

/** What a browser remembers of one campaign: two counts, then times in ms since 1970. Unknown until checked: it comes out of storage. */
export interface State {
  session_shown?: unknown;
  shown?: unknown;
  last_shown?: unknown;
  closed_at?: unknown;
  later_at?: unknown;
  answered_at?: unknown;
  converted_at?: unknown;
}

const DAY_MS = 864e5;

// the first two count, the others wait
const CHECKS: readonly (readonly [keyof Frequency, keyof State])[] = [
  ["per_session", "session_shown"],
  ["max_total", "shown"],
  ["every_days", "last_shown"],
  ["after_close_days", "closed_at"],
  ["after_later_days", "later_at"],
  ["after_answer_days", "answered_at"],
  ["after_conversion_days", "converted_at"],
];

/** The name of the first check that forbids showing, or null. A damaged state forbids: nobody is asked twice for our fault. */
export function mayShow(frequency: Frequency, state: State | null | undefined, now: number): string | null {
  for (const [index, [check, field]] of CHECKS.entries()) {
    const limit: unknown = frequency[check];
    if (limit != null && !allows(index < 2, limit, state?.[field], now)) return check;
  }
  return null;
}

function allows(counts: boolean, limit: unknown, kept: unknown, now: number): boolean {
  if (kept == null) return !counts || allows(counts, limit, 0, now);
  if (typeof limit !== "number" || !isSound(kept)) return false;
  return counts ? kept < limit : now - kept >= limit * DAY_MS;
}

const isSound = (kept: unknown): kept is number => typeof kept === "number" && kept >= 0;

/** Two tabs kept apart: the greater of each, and -1 (which forbids) where either is damaged. */
export function mergeState(one: State, other: State): State {
  const merged: State = {};
  for (const [, field] of CHECKS) {
    const kept = [one[field], other[field]].filter((value) => value != null);
    if (kept.length) merged[field] = kept.every(isSound) ? Math.max(...(kept as number[])) : -1;
  }
  return merged;
}
