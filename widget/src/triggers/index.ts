// What can set a campaign off, and the watch over it. Who is to see it is the engine's business.
import { after, all, guarded, type Stop } from "../boundary";
import { config, type TriggerOptions } from "../config";
import { granted, isAsking } from "../consent";
import { withEngine } from "../consult";

export type Watch = (options: TriggerOptions, fire: () => void) => Stop;
// biome-ignore lint/suspicious/noConfusingVoidType: what fires at once, or never, has nothing to stop
export type Trigger = (options: TriggerOptions, fire: () => void) => Stop | void;

/** By name. Each trigger is a part of its own and puts itself here. */
export const TRIGGERS: Record<string, Trigger> = {};

/** What ends with the page. */
export const stops: ReturnType<Trigger>[] = [];
type Fired = [campaign: string, trigger: string];

const fired: Fired[] = [];
let isHeard: boolean | undefined;

/** Watches once for each distinct trigger that consent allows a campaign; what was watched for before is let go. */
export function arm(): void {
  disarm();
  const watched: Record<string, [TriggerOptions, ...tell: (() => void)[]]> = {};
  for (const { id, kind, triggers, match } of config.campaigns) {
    if (kind === "consent" ? !isAsking() : !granted("personalization")) continue;
    const met = new Set<TriggerOptions>();
    for (const options of triggers) {
      const key = JSON.stringify(options);
      const happened = () => {
        met.add(options);
        if (match !== "all" || met.size === triggers.length) fire([id, options.on]);
      };
      watched[key] ??= [options];
      watched[key].push(happened);
    }
  }
  for (const [options, ...tell] of Object.values(watched)) {
    // a selector that is none stops its own trigger only
    stops.push(guarded((trigger?: Trigger) => trigger?.(options, all(...tell)))(TRIGGERS[options.on]));
  }
}

export function disarm(): void {
  fired.splice(0);
  for (const stop of stops.splice(0)) stop?.();
}

/** All that fires in one moment is decided together. What only a question of consent may precede: see `hear`. */
function fire(...now: Fired[]): void {
  const at = Date.now();
  fired.push(...now);
  if (isHeard || isAsking())
    after(0, () => {
      const moment = fired.splice(0);
      if (moment[0]) withEngine(({ settle }) => settle(moment, at));
    });
}

/** The page has said all that it says at first, a cart above all: what has fired so far is decided by that too. */
export function hear(): void {
  isHeard = true;
  fire();
}
