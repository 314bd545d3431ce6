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
  isTired(campaign: Campaign): boolean;
  stateOf(campaign: Campaign): State | undefined;
  isBusy(): boolean;
  /** The visitor's arm: a variant, `control`, `holdout`, or null for not in the campaign. */
  armOf(campaign: string): string | null;
  expose(campaign: Campaign, arm: string, trigger: string): string | null;
  show(campaign: Campaign, arm: string, exposure: string | null): void;
}

type Check = (campaign: Campaign, world: World, trigger?: string) => boolean;

/** In the order they are made; `explain` shows the same list. A consent prompt skips what would keep it from being asked. */
export const CHECKS: Record<string, Check> = {
  consent: (campaign, world) => world.isAllowed(campaign),
  schedule: ({ schedule }, world) =>
    (schedule.from ?? 0) <= world.now() && world.now() < (schedule.to ?? Number.POSITIVE_INFINITY),
  page: ({ kind }, world) => kind === "consent" || !world.config.quiet.some((pattern) => glob(pattern, world.path())),
  audience: (campaign, world) => world.fits(campaign),
  cart: (_, world, trigger) => trigger !== "cart_abandonment" || world.hasCart(),
  frequency: (campaign, world) =>
    campaign.kind === "consent" || !mayShow(campaign.frequency, world.stateOf(campaign), world.now()),
  fatigue: (campaign, world) => campaign.kind === "consent" || !world.isTired(campaign),
  open: (_, world) => !world.isBusy(),
};

// What a page asks to be shown is shown to whoever has not said no.
const ON_DEMAND = ["consent", "schedule", "open"];

// Once true, these stay true: where the audience did not fit, they are asked again as soon as something has changed.
const LASTING = /^(time|site_time|scroll|view|pages|page_load)$/;

/** The name of the first check that fails, or null. */
export const failing = (campaign: Campaign, world: World, trigger?: string): string | null =>
  Object.entries(CHECKS).find(
    ([name, passes]) => !(trigger === "api" && !ON_DEMAND.includes(name)) && !passes(campaign, world, trigger),
  )?.[0] ?? null;

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
    const candidates = world.config.campaigns.flatMap((campaign) => {
      const trigger = fired.find(([id]) => id === campaign.id)?.[1];
      return trigger ? [{ campaign, trigger }] : [];
    });
    candidates.sort((one, other) => byRank(one.campaign, other.campaign, world));
    candidates.find(({ campaign, trigger }) => decide(campaign, trigger));
  }

  /** Whether the moment is used up: by a message, or by the place where one would have stood. */
  function decide(campaign: Campaign, trigger: string): boolean {
    waiting = waiting.filter(([id]) => id !== campaign.id);
    if (failing(campaign, world, trigger)) {
      if (LASTING.test(trigger)) waiting.push([campaign.id, trigger]);
      return false;
    }
    const { id, kind, variants } = campaign;
    const isAsked = kind === "consent";
    const arm = isAsked ? Object.keys(variants)[0] : world.armOf(id);
    const exposure = arm && !isAsked ? world.expose(campaign, arm, trigger) : null;
    if (!arm || (!isAsked && !exposure)) return false;
    if (variants[arm]) world.show(campaign, arm, exposure);
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
function byRank(one: Campaign, other: Campaign, world: World): number {
  const shownAt = (campaign: Campaign) => Number(world.stateOf(campaign)?.last_shown ?? 0);
  return other.priority - one.priority || shownAt(one) - shownAt(other) || (one.id < other.id ? -1 : 1);
}
