// Why a campaign would show, or would not: every check in its order, with the value it saw. A chunk of its own.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import type { CHECKS, World } from "./engine";
import type { Extras } from "./extras";
import { CHECKS as FIELDS, mayShow } from "./frequency";
import { glob } from "./glob";
import type { Facts, Rule } from "./rules";
import { seen as seenIn, wanting } from "./wanting";

/** In the form of the server's own explanations: docs/contract.md. */
export interface Explanation {
  campaign: string;
  shows: boolean;
  /** The first check that fails; null when only the trigger is missing. */
  failing: string | null;
  arm: string | null;
  checks: { check: string; passes: boolean; seen: unknown; needs: unknown }[];
}

type Kept = Partial<Pick<Extras, "facts">>;

export const explain = (desk: Desk, world: World, checks: typeof CHECKS, { facts: now }: Kept): Explanation[] =>
  world.config.campaigns.map((campaign) => {
    // those that the live rules ask about; a site whose rules ask nothing has none
    const facts = now?.(desk) ?? {};
    const seen = valuesSeen(desk, campaign, world, facts);
    const made = Object.entries(checks).map(([check, isPassed]) => {
      const passes = isPassed(campaign, world);
      return { check, passes, seen: seen[check], needs: passes ? null : needs(check, campaign, world, facts) };
    });
    const failing = made.find(({ passes }) => !passes)?.check ?? null;
    return { campaign: campaign.id, shows: !failing, failing, arm: world.armOf(campaign.id), checks: made };
  });

/** What would make a failing check pass; the table of forms is in docs/contract.md. */
function needs(check: string, campaign: Campaign, world: World, facts: Facts): unknown {
  const { kind, schedule, audience, frequency } = campaign;
  const now = world.now();
  const limit = mayShow(frequency, world.stateOf(campaign), now);
  const forms: Record<string, () => unknown> = {
    consent: () => (kind === "consent" ? { choice: null } : { purpose: "personalization" }),
    schedule: () => (now < (schedule?.from ?? 0) ? { from: schedule?.from } : { to: schedule?.to }),
    page: () => ({ not_on: world.config.quiet.find((pattern) => glob(pattern, world.path())) }),
    audience: () => audience && wanting(audience, facts),
    frequency: () => limit && { limit, allowed: frequency[limit as keyof typeof frequency], from: opens(limit) },
    fatigue: () => ({ limits: world.config.manners ?? null }),
    open: () => ({ open: false }),
  };
  /** The time at which the limit lets it through again, the next visit, or null for never. */
  function opens(name: string): unknown {
    if (!name.endsWith("days")) return name === "per_session" ? "next_visit" : null;
    const kept = world.stateOf(campaign)?.[FIELDS[name as keyof typeof FIELDS]];
    const isTime = Number.isFinite(kept) && (kept as number) >= 0;
    return isTime ? (kept as number) + Number(frequency[name as keyof typeof frequency]) * 864e5 : null;
  }
  return forms[check]?.();
}

function valuesSeen(
  { remember, law, granted }: Desk,
  campaign: Campaign,
  world: World,
  facts: Facts,
): Record<string, unknown> {
  const { mode, purposes } = world.config.consent;
  const isKnown = mode === "optout" || law.choice?.();
  const asked = campaign.audience ? factsOf(campaign.audience) : [];
  return {
    consent: { mode, purposes: isKnown ? purposes.map(({ key }) => key).filter(granted) : null },
    schedule: world.now(),
    page: world.path(),
    audience: Object.fromEntries(asked.map((fact): [string, unknown] => [fact, seenIn(fact, facts)])),
    cart: remember().cart?.value ?? null,
    frequency: world.stateOf(campaign),
    fatigue: { never: remember().never ?? null, shown: remember().borne ?? [] },
    open: world.isBusy(),
  };
}

const factsOf = ({ all, any, not, fact }: Rule): string[] =>
  fact ? [fact] : [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].flatMap(factsOf);
