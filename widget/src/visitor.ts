// What one browser remembers of itself: its id, its visit, which messages it has seen, its cart.

import type { Cart, Item } from "./carts/cart";
import { mayRemember } from "./consent";
import type { State } from "./frequency";
import { newId } from "./ids";
import type { Facts } from "./rules";
import { read, write } from "./storage";

/** Where a visit came from and where it began: both whole addresses. */
export interface Touch {
  referrer: string;
  landing: string;
}

export interface Session extends Touch {
  id: string;
  start: number;
  last: number;
  pages: number;
  /** Milliseconds in view, on pages that said so. */
  visible?: number;
  /** Of those pages, the latest. */
  paths?: string[];
  events: Record<string, number>;
  cart_source?: string;
  left?: Left;
}

/** The showing whose tab stands at the page's edge. */
export interface Left {
  campaign: string;
  version: number;
  arm: string;
  exposure: string;
}

export interface Memory {
  visitor?: string;
  first?: number;
  visits?: number;
  session?: Session;
  /** When the visit before this one ended. */
  before?: number | undefined;
  /** The very first visit, as it began. */
  touch?: Touch;
  /** By campaign. */
  seen: Record<string, State>;
  /** When each event last happened. */
  done: Record<string, number>;
  cart?: Cart | undefined;
  cart_at?: number;
  /** Of the shop system: what its cart was known by when last read, whether it has changed since, the order last told. */
  shop?: { marks?: string[]; isStale?: boolean; order?: string };
  /** When each order was told, by its number. */
  orders?: Record<string, number>;
  /** When each campaign's buttons were last used. */
  clicked?: Record<string, number>;
  /** The latest score from 0 to 10. */
  nps?: number;
  traits?: Facts;
  /** When each countdown was first seen, by campaign and block. */
  clocks?: Record<string, number>;
  /** The code that a bar reminds of, and until when. */
  coupon?: { campaign: string; code: string; label: string; language?: string; until: number };
  /** The products that were looked at last, the latest first. */
  viewed?: Item[];
  /** When messages of any campaign were shown, and what each cost. */
  borne?: [at: number, cost: number][];
  /** The visitor wants no message ever again. */
  never?: number | undefined;
  /** What was kept could not be read: nobody can say what was shown, so nothing is. */
  isDamaged?: boolean;
}

const IDLE_MS = 18e5;
const LONGEST_MS = 864e5;

let memory: Memory = { seen: {}, done: {} };
let nextId: string | undefined;

/** Reads, changes and writes in one go, so that two tabs cannot undo each other. */
export function remember(change?: (memory: Memory) => void): Memory {
  const isKept = mayRemember();
  let isNew = false;
  if (isKept) {
    const kept = read<Memory>("memory");
    if (kept && kept.seen instanceof Object && kept.done instanceof Object) memory = merged(kept);
    else if (kept != null) memory.isDamaged = true;
    isNew = touch(Date.now());
  }
  change?.(memory);
  if (isKept && (change || isNew)) write("memory", memory);
  return memory;
}

/** What another tab wrote may lack what this one wrote a moment before: of each count and time, the greater. */
function merged(kept: Memory): Memory {
  if (kept.session?.id !== memory.session?.id) return kept;
  for (const [id, mine] of Object.entries(memory.seen) as [string, Record<string, number>][]) {
    const theirs = { ...kept.seen[id] } as Record<string, number>;
    // what is no number stays, and forbids
    for (const [name, value] of Object.entries(mine)) if (value > (theirs[name] ?? 0)) theirs[name] = value;
    kept.seen[id] = theirs;
  }
  return kept;
}

/** Whether a visit began. */
function touch(now: number): boolean {
  memory.visitor ??= nextId ?? newId();
  memory.first ??= now;
  const { session } = memory;
  const isSame = session?.events && now - session.last <= IDLE_MS && now - session.start <= LONGEST_MS;
  if (isSame) session.last = now;
  else startSession(now, { referrer: document.referrer, landing: location.href });
  return !isSame;
}

function startSession(now: number, touch: Touch): void {
  memory.before = memory.session?.last;
  memory.visits = (memory.visits ?? 0) + 1;
  memory.session = { id: newId(), start: now, last: now, pages: 0, ...touch, events: {} };
  memory.touch ??= touch;
  for (const state of Object.values(memory.seen)) delete state.session_shown;
}

/** Starts anew, with a given id if there is one. That somebody wants no message ever again stays. */
export function forget(id?: string): void {
  nextId = id;
  const { cart, never } = memory;
  memory = { seen: {}, done: {}, cart, never };
  write("memory", 0);
  write("held", 0);
}
