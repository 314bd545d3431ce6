// What this browser may be remembered for. A decision is made in decision.ts, a chunk; here it is only obeyed.
import { config } from "./config";
import { read, write } from "./storage";

export interface Choice {
  id: string;
  at: number;
  notice: string | null;
  purposes: Record<string, boolean>;
  /** The record that the server has not confirmed yet; its receipt once it has. */
  pending?: Record<string, unknown>;
  receipt?: unknown;
}

const { mode, notice, days, purposes } = config.consent;

export const gpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

export let choice: Choice | undefined;

/** Reads the choice again: another tab may have made one. What was tampered with is no choice. */
export function recall(): void {
  const kept = read<Choice>("consent");
  choice = (kept && typeof kept.purposes === "object" && kept.purposes && kept) || undefined;
}

export function choose(next: Choice): void {
  choice = next;
  write("consent", next);
}

const isDecided = (): boolean => choice?.notice === notice && Date.now() - choice.at < days * 864e5;

export const isAsking = (): boolean => mode !== "off" && !isDecided();

export function granted(purpose: string): boolean {
  // a refusal outlives the notice it was made for; a yes does not
  const fallback = mode === "optout" && !gpc;
  const said = mode === "optout" || isDecided() ? choice?.purposes[purpose] : undefined;
  return mode === "off" || (said ?? fallback) === true;
}

export const mayRemember = (): boolean => granted("analytics") || granted("personalization");

/** The purpose an event needs. An address left on purpose needs none. */
export const purposeOf = (name: string): string =>
  /^(exposure|impression|click|dismissal|answer|response|decision)$/.test(name) ? "personalization" : "analytics";

export const maySend = (name: string): boolean =>
  mode === "exempt" || granted(purposeOf(name)) || (name === "subscribe" && !(mode === "ask" && isAsking()));

export const envelope = () => ({
  mode,
  purposes: purposes.map(({ key }) => key).filter(granted),
  notice,
  gpc,
});
