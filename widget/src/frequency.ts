// How often is enough: pure, so that the same caps can be explained, tested and run on the server.
// server/winback/rules/frequency.py is the same in Python; tests/cases/frequency-cases.json runs in both.

// each limit and what a browser remembers for it: two counts, then times in ms since 1970
export const CHECKS = {
  per_session: "session_shown",
  max_total: "shown",
  every_days: "last_shown",
  after_close_days: "closed_at",
  after_later_days: "later_at",
  after_answer_days: "answered_at",
  after_conversion_days: "converted_at",
} as const;

type Check = keyof typeof CHECKS;

/** A missing or null key is no limit. */
export type Frequency = { readonly [check in Check]?: number | null };

/** Of one campaign. Unknown until checked: it comes out of storage. */
export type State = { [kept in (typeof CHECKS)[Check]]?: unknown };

/** The name of the first check that forbids showing, or null. What is damaged forbids: nobody is asked twice for our fault. */
export function mayShow(frequency: Frequency, state: State | null | undefined, now: number): Check | null {
  for (const [check, field] of Object.entries(CHECKS) as [Check, keyof State][]) {
    const limit = frequency[check];
    const kept = state?.[field];
    if (limit == null) continue;
    if (check.endsWith("s") ? kept != null && now - sound(kept) < limit * 864e5 : sound(kept ?? 0) >= limit)
      return check;
  }
  return null;
}

/** What is no count and no time counts as endless; the largest number, because JSON would make null out of Infinity. */
const sound = (kept: unknown): number =>
  Number.isFinite(kept) && (kept as number) >= 0 ? (kept as number) : Number.MAX_VALUE;

/** Two tabs kept apart: the greater of each. */
export function mergeState(one: State, other: State): State {
  const merged: State = {};
  for (const field of Object.values(CHECKS)) {
    const kept = one[field] ?? other[field];
    if (kept != null) merged[field] = Math.max(sound(kept), sound(other[field] ?? kept));
  }
  return merged;
}
