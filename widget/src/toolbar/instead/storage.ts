// A store of this tab: it begins as a copy of what the browser knows, and nothing ever goes back there.
import { config } from "./config";

declare const __KEPT__: Record<string, unknown> | undefined;

export const keyOf = (part: string): string => `winback:${config.site}:${part}`;

const PLACE = keyOf("sandbox");
const COPIED = ["memory", "consent"];

const store: Record<string, unknown> = __KEPT__ ?? resumed() ?? copied();

/** What another page of this tab left. */
function resumed(): Record<string, unknown> | null {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  } catch {
    return null;
  }
}

function copied(): Record<string, unknown> {
  return Object.fromEntries(COPIED.flatMap((part) => (known(part) ? [[part, known(part)]] : [])));
}

/** What the browser itself knows. */
export function known<T>(part: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(part)) ?? "null");
  } catch {
    return null;
  }
}

export const read = <T>(part: string, isTabs?: boolean): T | null | false =>
  isTabs ? null : structuredClone((store[part] as T) ?? null);

export function write(part: string, value: unknown): void {
  if (value) store[part] = structuredClone(value);
  else delete store[part];
  if (!__KEPT__) keep(store);
}

let isOver = false;

/** The next page begins as if nobody had been here: as the browser itself is. What this one still says on its way is lost. */
export function startOver(): void {
  keep(null);
  isOver = true;
}

export function leave(): void {
  startOver();
  try {
    sessionStorage.removeItem(keyOf("preview"));
  } catch {
    // blocked storage kept nothing
  }
}

function keep(value: unknown): void {
  if (isOver) return;
  try {
    if (value) sessionStorage.setItem(PLACE, JSON.stringify(value));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // blocked storage, or full: the next page begins anew
  }
}
