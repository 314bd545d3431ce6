// How much of all campaigns together one visitor is asked to bear. Pure; server/winback/rules/manners.py is the same.
import type { Manners } from "./config";

const DAY_MS = 864e5;

/** Published: what a format costs. What nobody knows costs most. */
const COSTS: Record<string, number> = { bar: 1, slide_in: 1, inline: 1, popup: 2 };

export const costOf = (format: string): number => COSTS[format] ?? 2;

/** When messages of any campaign were shown, and what each cost: the oldest first. */
export type Borne = [at: number, cost: number][];

/** The first limit that a message of this cost does not fit any more. */
export function tired(manners: Manners, borne: Borne, began: number, now: number, cost: number): string | undefined {
  const last = borne.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  if (now - last < (manners.gap_minutes ?? 0) * 6e4) return "gap_minutes";
  return Object.entries({ session: began, day: now - DAY_MS, days_30: now - 30 * DAY_MS }).find(
    ([limit, since]) =>
      borne.reduce((sum, [at, spent]) => sum + (at >= since ? spent : 0), cost) >
      (manners[limit as keyof Manners] ?? Number.POSITIVE_INFINITY),
  )?.[0];
}
