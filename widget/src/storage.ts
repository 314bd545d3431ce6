// The only file that touches storage. Private windows, blocked storage and full quotas all end in plain memory.
import { config } from "./config";

export const keyOf = (part: string): string => `winback:${config.site}:${part}`;

let isBroken = false;

/** null: nothing there, or no storage. `false`: something is there that nobody can read. `isTabs`: kept for this tab alone. */
export function read<T>(part: string, isTabs?: boolean): T | null | false {
  let kept: string | null = null;
  try {
    kept = isBroken ? null : (isTabs ? sessionStorage : localStorage).getItem(keyOf(part));
    return kept && (JSON.parse(kept) ?? false);
  } catch {
    return (kept && false) as null | false;
  }
}

/** Nothing to keep is nothing kept. What cannot be written is not read back either: memory is newer. */
export function write(part: string, value: unknown): void {
  try {
    if (value) localStorage.setItem(keyOf(part), JSON.stringify(value));
    else localStorage.removeItem(keyOf(part));
  } catch {
    isBroken = true;
  }
}
