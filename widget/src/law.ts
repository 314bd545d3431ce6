// Sites that ask: which purposes are granted, and what follows. A decision is made in decision.ts; here it is obeyed.
import { listen } from "./boundary";
import { config } from "./config";
import { gpc, granted, isAsking, law, mayRemember } from "./consent";
import { consult } from "./consent_desk";
import { purge } from "./purge";
import { keyOf, read, write } from "./storage";

export interface Choice {
  id: string;
  at: number;
  notice: string | null;
  purposes: Record<string, boolean>;
  /** The record that the server has not confirmed yet; its receipt once it has. */
  pending?: Record<string, unknown> | undefined;
  receipt?: unknown;
}

const { mode, notice, days, purposes } = config.consent;

let choice: Choice | undefined;

const isDecided = (): boolean => choice?.notice === notice && Date.now() - choice.at < days * 864e5;

/** The purpose an event needs. An address left on purpose needs none. */
const purposeOf = (name: string): string =>
  /^(exposure|impression|click|dismissal|answer|response)$/.test(name) ? "personalization" : "analytics";

const made = {
  /** Reads the choice again: another tab may have made one. What was tampered with is no choice. */
  recall(): void {
    const kept = read<Choice>("consent");
    choice = kept && kept.purposes instanceof Object ? kept : undefined;
  },
  chosen: () => choice,
  choose(next: Choice): void {
    choice = next;
    write("consent", next);
  },
  isAsking: () => !isDecided(),
  granted(purpose: string): boolean {
    // a refusal outlives the notice it was made for; a yes does not
    const said = mode === "optout" || isDecided() ? choice?.purposes[purpose] : undefined;
    return (said ?? (mode === "optout" && !gpc)) === true;
  },
  maySend: (name: string): boolean =>
    mode === "exempt" || granted(purposeOf(name)) || (name === "subscribe" && !(mode === "ask" && isAsking())),
  isOwned: (name: string): boolean => (name === "subscribe" ? mayRemember() : granted(purposeOf(name))),
  envelope: () => ({ mode, purposes: purposes.map(({ key }) => key).filter(granted), notice, gpc }),
  purge,
  /** What was decided before: what it allows is opened, and a record that never arrived is sent again. */
  unblock(isBlocked: unknown): void {
    if (choice?.pending || isBlocked) consult("resume");
  },
  /** Where the visitor's browser refuses for them, that is the choice; one made in another tab is heard in this one. */
  begin(): void {
    if (mode === "optout" && gpc && !choice) consult("decide", {}, "gpc", 1, 0);
    listen(window, "storage", ({ key }: StorageEvent) => {
      if (key !== keyOf("consent")) return;
      made.recall();
      made.purge(); // at once: the desk below may still have to be fetched
      consult("hear");
    });
  },
};

export type Law = typeof made;

// the pinned script carries this part on every site
if (mode !== "off") Object.assign(law, made);
