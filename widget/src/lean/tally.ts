// What counts visits, on a site that only asks for consent: linked in where visits are counted unasked, else a file of its
// own, fetched once counting is allowed. Who refuses never downloads it.
import type { Memory } from "../visitor";

export interface Tally {
  remember(change?: (memory: Memory) => void): Memory;
  forget(id?: string): void;
  purge(): void;
  viewed(): void;
  silence(): void;
  /** Those methods of `winback(method, …)` that only matter where something is kept. */
  hear(method: string, ...args: unknown[]): void;
  /** The first page of this visitor. `isLate`: what was said on it so far was said before anything was allowed. */
  begin(isLate: boolean, visitor?: string): void;
}

export const tally: Partial<Tally> = {};
