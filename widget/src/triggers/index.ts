// What can set a campaign off, and the watch over it. Who is to see it is the engine's business.
import { after, guarded, type Stop } from "../boundary";
import { config, type TriggerOptions } from "../config";
import { granted, isAsking } from "../consent";
import { withEngine } from "../consult";

export type Trigger = (options: TriggerOptions, fire: () => void) => Stop;

/** By name. Each trigger is a part of its own and puts itself here. */
export const TRIGGERS: Record<string, Trigger> = {};

let stops: Stop[] = [];
let fired: [campaign: string, trigger: string][] = [];

/** Watches for every campaign that consent allows; what was watched for before is let go. */
export function arm(): void {
  disarm();
  for (const { id, kind, triggers, match } of config.campaigns) {
    if (kind === "consent" ? !isAsking() : !granted("personalization")) continue;
    const met = new Set<TriggerOptions>();
    for (const options of triggers) {
      const happened = () => {
        met.add(options);
        if (match !== "all" || met.size === triggers.length) fire(id, options.on);
      };
      // a selector that is none stops its own trigger only
      const stop = guarded((trigger?: Trigger) => trigger?.(options, happened))(TRIGGERS[options.on]);
      if (stop) stops.push(stop);
    }
  }
}

export function disarm(): void {
  for (const stop of stops) stop();
  stops = [];
  fired = [];
}

/** All that fires in one moment is decided together. */
function fire(campaign: string, trigger: string): void {
  fired.push([campaign, trigger]);
  if (fired.length > 1) return;
  after(0, () => {
    const moment = fired;
    fired = [];
    withEngine(({ settle }) => settle(moment));
  });
}
