import type { Desk } from "./desk";

type Knowing = Pick<Desk, "granted" | "isAsking" | "remember">;

/** Unsigned, so it stays in this browser: facts for rules, never a name for the server. */
export function identify(
  { granted, isAsking, remember }: Knowing,
  customer: string,
  { traits }: { traits?: object } = {},
): void {
  if (granted("personalization") || isAsking())
    remember((memory) => {
      memory.traits = { ...memory.traits, ...traits, customer };
    });
}
