// Why a campaign would show, or would not: every check in its order, with the value it saw. A chunk of its own.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import type { CHECKS, World } from "./engine";
import { facts as factsNow } from "./facts";
import type { Rule } from "./rules";

export interface Explanation {
  campaign: string;
  /** The first check that fails; null when only the trigger is missing. */
  failing: string | null;
  arm: string | null;
  checks: { check: string; passes: boolean; seen: unknown }[];
}

export const explain = (desk: Desk, world: World, checks: typeof CHECKS): Explanation[] =>
  world.config.campaigns.map((campaign) => {
    const seen = valuesSeen(desk, campaign, world);
    const made = Object.entries(checks).map(([check, passes]) => ({
      check,
      passes: passes(campaign, world),
      seen: seen[check],
    }));
    const failing = made.find(({ passes }) => !passes)?.check ?? null;
    return { campaign: campaign.id, failing, arm: world.armOf(campaign.id), checks: made };
  });

function valuesSeen(desk: Desk, campaign: Campaign, world: World): Record<string, unknown> {
  const facts = factsNow(desk);
  const asked = campaign.audience ? factsOf(campaign.audience) : [];
  return {
    consent: world.config.consent.mode,
    schedule: world.now(),
    page: facts["page.path"],
    audience: Object.fromEntries(asked.map((fact): [string, unknown] => [fact, facts[fact] ?? null])),
    cart: facts["cart.value"],
    frequency: world.stateOf(campaign),
    open: world.isBusy(),
  };
}

const factsOf = ({ all, any, not, fact }: Rule): string[] =>
  fact ? [fact] : [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].flatMap(factsOf);
