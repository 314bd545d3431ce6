// Events wait here, stored, until the server says that it has them.
import { after, guarded, type Stop, say } from "./boundary";
import { config, post } from "./config";
import { envelope, isOwned, mayRemember, maySend } from "./consent";
import { newId, uuid7 } from "./ids";
import { read, write } from "./storage";
import { remember } from "./visitor";

interface Waiting {
  id: string;
  name: string;
  at: number;
  properties: object;
}

/** Events of one page under one envelope: one request's worth. */
export interface Parcel {
  id: string;
  head: object;
  events: Waiting[];
}

// keepalive bodies share 64 kB a page, and a larger batch is silently lost: no text has more than 3 bytes a unit
const MAX_LENGTH = 19e3;
const MAX_EVENTS = 20;
const MAX_PARCELS = 40;
const WAIT_MS = 5000;
const ROUTE = `/e/${config.site}`;
const URGENT = /^(exposure|answer|response|subscribe|purchase)$/;

export let parcels: Parcel[] = [];
let inFlight: Parcel | undefined;
let failures = 0;
let stopTimer: Stop | undefined;
export const gone = new Set<string>();

export function openOutbox(): void {
  parcels = [...stored(), ...parcels];
  schedule(WAIT_MS);
}

/** The page was left and is back: Firefox never answers what was in flight meanwhile, so it is sent once more. */
export function reopenOutbox(): void {
  inFlight = undefined;
}

/** The event's id, or null where the visitor's choice forbids it. */
export function send(name: string, properties: object = {}): string | null {
  if (config.isQuiet || !maySend(name)) return null;
  const id = uuid7();
  const event = { id, name, at: Date.now(), properties };
  const { events } = parcelFor(headFor(name), event);
  events.push(event);
  keep();
  if (URGENT.test(name) || events[MAX_EVENTS - 1]) flush();
  else schedule(WAIT_MS);
  return id;
}

function headFor(name: string): object {
  const { visitor = null, session } = isOwned(name) ? remember() : {};
  const page = {
    url: location.href,
    referrer: document.referrer,
    title: document.title,
    lang: document.documentElement.lang,
  };
  return { visitor, session: session?.id ?? null, consent: envelope(), page };
}

function parcelFor(head: object, event: Waiting): Parcel {
  const last = parcels.at(-1);
  const isSame = last && last !== inFlight && JSON.stringify(last.head) === JSON.stringify(head);
  if (isSame && !last.events[MAX_EVENTS - 1] && JSON.stringify([last, event]).length < MAX_LENGTH) return last;
  const parcel = { id: newId(), head, events: [] };
  parcels = [...parcels.slice(-MAX_PARCELS), parcel];
  return parcel;
}

export const stored = (): Parcel[] => (mayRemember() && sound(read<Parcel[]>("outbox") || [])) || [];

/** What is no outbox, as after a version of ours that kept another, is one event fewer: it must not keep the next ones. */
const sound = guarded((kept: Parcel[]) => kept.filter(({ events }) => events.every(({ id }) => id)));

/** Other tabs keep theirs in the same place, so what is stored is read again before it is written. */
export function keep(): void {
  const mine = parcels.map(({ id }) => id);
  const theirs = stored().filter(({ id }) => !mine.includes(id) && !gone.has(id));
  const all = [...theirs, ...parcels];
  write("outbox", mayRemember() && all[0] && all);
}

/** Whether the event still waits for the server's word that it has it. */
export const isWaiting = (id: string): boolean => JSON.stringify(parcels).includes(id);

export function silence(): void {
  config.isQuiet = true;
}

function schedule(ms: number): void {
  stopTimer ??= after(ms, flush);
}

export function flush(isLeaving?: boolean): void {
  stopTimer?.();
  stopTimer = undefined;
  const waiting = parcels.filter((parcel) => parcel !== inFlight && !config.isQuiet);
  if (waiting[0] && !inFlight) deliver(waiting.shift() as Parcel, isLeaving);
  // nobody will be there to send one after the other
  if (isLeaving) waiting.forEach(beacon);
}

async function deliver(parcel: Parcel, isLeaving?: boolean): Promise<void> {
  inFlight = parcel;
  const wait = await attempt(parcel, isLeaving);
  inFlight = undefined;
  if (wait) return schedule(wait * (1 + Math.random()) * 1000);
  failures = 0;
  gone.add(parcel.id);
  parcels = parcels.filter((other) => other !== parcel);
  keep();
  flush();
}

/** Seconds to wait before it is tried again, or 0: it is over, one way or the other. */
async function attempt(parcel: Parcel, isLeaving?: boolean): Promise<number> {
  const backoff = Math.min(2 ** failures++, 300);
  try {
    const answer = await post(ROUTE, letter(parcel));
    const { status } = answer;
    if (status === 429 || status >= 500) return Number(answer.headers.get("retry-after")) || backoff;
    config.isQuiet ||= status === 403 || status === 404;
    if (status >= 400) return 0;
    const said = await answer.json();
    say("sent", said);
    // a hotel's login page also answers 200
    return said.accepted == null ? backoff : 0;
  } catch {
    if (isLeaving) beacon(parcel);
    return backoff;
  }
}

/** A beacon's `true` is no receipt: what goes this way stays in the outbox. */
const beacon = (parcel: Parcel): unknown => navigator.sendBeacon?.(config.base + ROUTE, letter(parcel));

/** `age_ms` is how long ago it happened: a browser's clock may be wrong, its differences are not. */
function letter({ head, events }: Parcel): string {
  const now = Date.now();
  const aged = events.map(({ at, ...event }) => ({ ...event, age_ms: Math.max(0, now - at) }));
  return JSON.stringify({ v: 1, sent_at: now, staff: read("staff") || undefined, ...head, events: aged });
}
