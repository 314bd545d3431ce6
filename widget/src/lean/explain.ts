// Why the one prompt of a site that only asks for consent would be asked, or not. A file that only owners fetch.
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import type { CHECKS, World } from "../engine";
import { type Explanation, explain, print } from "../explain";
import type { state } from "./ask";
import type { Lent } from "./desk";

/** It is asked whatever the rest says: of the checks that others are held to, these two can fail. */
export function explainPrompt(
  lent: Lent,
  { isPutOff, isBusy }: ReturnType<typeof state>,
  ...asked: [campaign?: string, fired?: string | string[]]
): Explanation[] {
  const always = () => true;
  const checks: typeof CHECKS = {
    consent: () => lent.law.isAsking() && !isPutOff,
    schedule: always,
    page: always,
    audience: always,
    cart: always,
    frequency: always,
    fatigue: always,
    search: always,
    open: () => !isBusy,
  };
  const [prompt] = lent.config.campaigns as [Campaign];
  const campaigns = [{ ...prompt, triggers: [{ on: "page_load" }], schedule: {}, frequency: {} }];
  const world = {
    config: { ...lent.config, campaigns },
    now: Date.now,
    path: () => location.pathname,
    isBusy: () => isBusy,
    stateOf: () => undefined,
    armOf: () => null,
  } as unknown as World;
  const desk = { ...lent, remember: () => lent.read("memory") || {} };
  return print(explain(desk as unknown as Desk, world, checks, {}, ...asked));
}
