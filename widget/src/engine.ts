// Who is asked what, when: from a trigger to an exposure. Pure: the browser comes in as a World.
import type { Campaign, Config } from "./config";
import { mayShow, type State } from "./frequency";
import { glob } from "./glob";

export interface World {
  config: Config;
  now(): number;
  path(): string;
  /** Whether the visitor is one of those that the campaign is for. */
  fits(campaign: Campaign): boolean;
  hasCart(): boolean;
  /** For a consent prompt: whether there is something to ask. For everything else: whether it may use what it knows. */
  isAllowed(campaign: Campaign): boolean;
  /** Whether the visitor has had enough, of all campaigns together. */
  isTired(campaign: Campaign): unknown;
  /** Whether it would cover what the visitor has just searched for. */
  isSearched(campaign: Campaign): unknown;
  stateOf(campaign: Campaign): State | undefined;
  isBusy(): unknown;
  /** The visitor's arm: a variant, `control`, `holdout`, or null for not in the campaign. */
  armOf(campaign: string): string | null;
  expose(campaign: Campaign, arm: string, trigger: string): string | null;
  /**
   * Asks for the moment, among this site's tabs too. Only where it is given: counts the exposure, and shows. What
   * `fired` is another campaign's if this one can't be drawn.
   */
  show(campaign: Campaign, arm: string, count: Count, fired: Fired[]): void;
}

/** The exposure's id, null for a prompt that has none; `false`: nothing is to be shown after all. */
export type Count = () => string | null | false;

type Check = (campaign: Campaign, world: World, trigger?: string) => boolean;

/** In the order they are made; `explain` shows the same list. A consent prompt skips what would keep it from being asked. */
export const CHECKS: Record<string, Check> = {
  consent: (campaign, world) => world.isAllowed(campaign),
  // a bound that is not set is neither after nor before anything
  schedule: ({ schedule: { from, to } }, world) => !((from as number) > world.now() || (to as number) <= world.now()),
  page: ({ kind }, world) => kind === "consent" || !world.config.quiet.some((pattern) => glob(pattern, world.path())),
  audience: (campaign, world) => world.fits(campaign),
  cart: (_, world, trigger) => trigger !== "cart_abandonment" || world.hasCart(),
  frequency: (campaign, world) =>
    campaign.kind === "consent" || !mayShow(campaign.frequency, world.stateOf(campaign), world.now()),
  fatigue: (campaign, world) => campaign.kind === "consent" || !world.isTired(campaign),
  search: (campaign, world) => campaign.kind === "consent" || !world.isSearched(campaign),
  open: (_, world) => !world.isBusy(),
};

// What a page asks to be shown is shown to whoever has not said no.
const ON_DEMAND = ["consent", "schedule", "open"];

// Once true, these stay true: where the audience did not fit, they are asked again as soon as something has changed.
export const LASTING = /^(time|site|scroll|view|page)/;

/** The names of the checks that fail. */
export const failing = (campaign: Campaign, world: World, trigger?: string): string[] =>
  Object.keys(CHECKS).filter(
    (name) => !(trigger === "api" && !ON_DEMAND.includes(name)) && !CHECKS[name]?.(campaign, world, trigger),
  );

export interface Engine {
  /** Everything that fired in one moment. */
  settle(fired: Fired[]): void;
  /** Something that rules ask about has changed. */
  changed(): void;
  /** The page is over. */
  reset(): void;
}

export type Fired = [campaign: string, trigger: string];

export function createEngine(world: World): Engine {
  let waiting: Fired[] = [];

  function settle(fired: Fired[]): void {
    [...world.config.campaigns]
      .sort((one, other) => byRank(one, other, world))
      .some((campaign) => {
        const trigger = fired.find(([id]) => id === campaign.id)?.[1];
        return trigger && decide(campaign, trigger, fired);
      });
  }

  /** Whether the moment is used up: by a message, or by the place where one would have stood. */
  function decide(campaign: Campaign, trigger: string, fired: Fired[]): boolean {
    const { id, kind, variants } = campaign;
    waiting = waiting.filter(([other]) => other !== id);
    if (failing(campaign, world, trigger)[0]) {
      if (LASTING.test(trigger)) waiting.push([id, trigger]);
      return false;
    }
    const isAsked = kind === "consent";
    const arm = isAsked ? Object.keys(variants)[0] : world.armOf(id);
    if (!arm) return false;
    const count = () => {
      if (isAsked) return null;
      // another tab may just have shown it: what it counted is read again. That this moment is taken is our own doing
      const isLate = failing(campaign, world, trigger).some((name) => name !== "open");
      return !isLate && (world.expose(campaign, arm, trigger) ?? false);
    };
    world.show(campaign, arm, count, fired);
    return true;
  }

  return {
    settle,
    changed: () => settle(waiting),
    reset() {
      waiting = [];
    },
  };
}

/** Published tie-break: priority, then longest unseen, then id. */
export function byRank(one: Campaign, other: Campaign, world: World): number {
  const shownAt = (campaign: Campaign) => Number(world.stateOf(campaign)?.last_shown ?? 0);
  return other.priority - one.priority || shownAt(one) - shownAt(other) || (one.id < other.id ? -1 : 1);
}
