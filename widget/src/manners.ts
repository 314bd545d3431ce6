// How much of all campaigns together one visitor is asked to bear: a pause between messages, and a budget for a visit,
// a day and 30 days, in which a message costs what its format takes. On sites that set neither this is left out.
import type { Manners } from "./config";
import type { Desk } from "./desk";
import { extras } from "./extras";

const DAY_MS = 864e5;
const KEPT = 100;

/** Published: what a format costs. What nobody knows costs most. */
const COSTS: Record<string, number> = { bar: 1, slide_in: 1, popup: 2 };

extras.bear = ({ remember }, format) => {
  remember((memory) => {
    memory.borne = [...borne(memory.borne), [Date.now(), COSTS[format] ?? 2] as [number, number]].slice(-KEPT);
  });
};

extras.isTired = (desk, formats) => {
  const { manners } = desk.config;
  return !!manners && !formats.some((format) => fits(desk, manners, COSTS[format] ?? 2));
};

function fits({ remember }: Desk, { gap_minutes = 0, session, day, days_30 }: Manners, cost: number): boolean {
  const now = Date.now();
  const memory = remember();
  const shown = borne(memory.borne);
  const since = (start: number, limit = Number.POSITIVE_INFINITY) =>
    shown.reduce((sum, [at, spent]) => sum + (at >= start ? spent : 0), cost) <= limit;
  const last = shown.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  return (
    now - last >= gap_minutes * 6e4 &&
    since(memory.session?.start ?? now, session) &&
    since(now - DAY_MS, day) &&
    since(now - 30 * DAY_MS, days_30)
  );
}

/** What cannot be read counts as a message of this moment: nobody is asked twice for our fault. */
const borne = (kept: unknown): [number, number][] =>
  kept == null ? [] : Array.isArray(kept) && kept.flat().every(Number.isFinite) ? kept : [[Date.now(), 1e9]];
