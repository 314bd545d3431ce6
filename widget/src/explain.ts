// Why a campaign would show, or would not: every check in its order, with the value it saw. A chunk of its own.
import { type Borne, costOf, tired } from "./budget";
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import type { CHECKS, World } from "./engine";
import type { Scored } from "./exit_score";
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

/** `only`: this campaign. `fired`: one trigger, or several in their order; without any, whatever fires. */
export function explain(
  desk: Desk,
  world: World,
  checks: typeof CHECKS,
  { facts: now }: Kept,
  only?: string,
  fired: string | string[] = [],
): Explanation[] {
  // those that the live rules ask about; a site whose rules ask nothing has none
  const facts = now?.(desk) ?? {};
  const names = [fired].flat();
  const asked = world.config.campaigns.filter(({ id }) => !only || id === only);
  return asked.map((campaign) => {
    const seen = valuesSeen(desk, campaign, world, facts);
    const made = Object.entries(checks)
      .filter(([check]) => names.at(-1) !== "api" || ON_DEMAND.test(check))
      .map(([check, isPassed]): Made => {
        const passes = isPassed(campaign, world, names.at(-1));
        return checked(check, passes, seen[check], passes || needs(check, campaign, world, facts, desk));
      });
    const open = made.findIndex(({ check }) => check === "open");
    if (names.at(-1) !== "api")
      made.splice(open, 0, momentOf(campaign, names), ...((desk as Scored).scored?.(campaign, names) ?? []));
    const arm = world.armOf(campaign.id);
    made.push(armed(campaign, arm));
    const failing = made.find(({ passes }) => !passes)?.check ?? null;
    return { campaign: campaign.id, shows: !failing, failing, arm, checks: made };
  });
}

/** The same as tables in the console. */
export function print(found: Explanation[]): Explanation[] {
  const text = (value: unknown) => JSON.stringify(value ?? undefined);
  for (const { campaign, failing, arm, checks } of found) {
    console.info(`${campaign}: ${failing ? `would not show, because of ${failing}` : `would show, arm ${arm}`}`);
    console.table(checks.map((one) => ({ ...one, seen: text(one.seen), needs: text(one.needs) })));
  }
  return found;
}

type Made = Explanation["checks"][number];

/** `needs`: what it would take, where it does not pass. */
const checked = (check: string, passes: boolean, seen: unknown, needs?: unknown): Made => ({
  check,
  passes,
  seen,
  needs: passes ? null : needs,
});

const ON_DEMAND = /^(consent|schedule|open)$/;

/** One of its moments is enough, unless all of them have to come. Between two moments, whatever comes is one. */
function momentOf({ triggers, match }: Campaign, fired: string[]): Made {
  if (!fired.length) return checked("trigger", true, null);
  const fires = [...new Set(triggers.map(({ on }) => on))];
  const missing = match ? fires.filter((name) => !fired.includes(name)) : [];
  const passes = !missing.length && fires.includes(fired.at(-1) as string);
  const needs = match ? { all: missing.length ? missing : fires } : { any: fires };
  return checked("trigger", passes, fired.length > 1 ? fired : fired[0], needs);
}

/** Control and holdout are shown nothing; whoever is in no arm is no part of it. */
function armed({ kind, variants }: Campaign, arm: string | null): Made {
  const passes = kind === "consent" || Object.hasOwn(variants, arm ?? "");
  return checked("arm", passes, arm, { any: Object.keys(variants) });
}

/** What would make a failing check pass; the table of forms is in docs/contract.md. */
function needs(check: string, campaign: Campaign, world: World, facts: Facts, desk: Desk): unknown {
  const { kind, schedule, audience, frequency } = campaign;
  const now = world.now();
  const limit = mayShow(frequency, world.stateOf(campaign), now);
  const forms: Record<string, () => unknown> = {
    consent: () => (kind === "consent" ? { choice: null } : { purpose: "personalization" }),
    schedule: () => (now < (schedule?.from ?? 0) ? { from: schedule?.from } : { to: schedule?.to }),
    page: () => ({ not_on: world.config.quiet.find((pattern) => glob(pattern, world.path())) }),
    audience: () => audience && wanting(audience, facts),
    frequency: () => limit && { limit, allowed: frequency[limit as keyof typeof frequency], from: opens(limit) },
    cart: () => wanting(FULL_CART, { "cart.count": desk.remember().cart?.items?.length ?? 0, ...facts }),
    fatigue: () => ({ limits: world.config.manners ?? null, ...enough(desk, campaign, now) }),
    search: () => ({ any: [{ fact: "session.pages", op: "gte", value: 2 }, { scrolled: true }, { tapped: true }] }),
    open: () => ({ open: false }),
    place: () => ({ selector: Object.values(campaign.variants).map(({ selector }) => selector) }),
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

const FULL_CART: Rule = {
  any: ["count", "value"].map((name) => ({ fact: `cart.${name}`, op: "gt", value: 0 })),
};

/** Which limit of all messages together is reached, and when it passes again. */
function enough({ remember, config: { manners = {} } }: Desk, { variants }: Campaign, now: number): object {
  const { never, borne = [], session } = remember();
  if (never) return { limit: "never", allowed: 0, from: null };
  const cost = Math.min(...Object.values(variants).map(({ format }) => costOf(format)));
  const began = session?.start ?? now;
  const limit = tired(manners, borne, began, now, cost) as keyof typeof manners;
  const allowed = manners[limit] ?? 0;
  return { limit, allowed, from: again(limit, borne, now, allowed, cost) };
}

function again(limit: string, borne: Borne, now: number, allowed: number, cost: number): number | string | null {
  if (limit === "gap_minutes") return (borne.at(-1)?.[0] ?? 0) + allowed * 6e4;
  if (limit === "session") return "next_visit";
  const window = limit === "day" ? 864e5 : 30 * 864e5;
  const counted = borne.filter(([at]) => at >= now - window);
  let spent = counted.reduce((sum, [, each]) => sum + each, 0);
  for (const [at, each] of counted) {
    spent -= each;
    if (spent <= allowed - cost) return at + window + 1;
  }
  return null;
}

function valuesSeen(
  { remember, law, granted }: Desk,
  campaign: Campaign,
  world: World,
  facts: Facts,
): Record<string, unknown> {
  const { mode, purposes } = world.config.consent;
  const isKnown = mode === "optout" || law.chosen?.();
  const asked = campaign.audience ? factsOf(campaign.audience) : [];
  return {
    consent: { mode, purposes: isKnown ? purposes.map(({ key }) => key).filter(granted) : null },
    schedule: world.now(),
    page: world.path(),
    audience: Object.fromEntries(asked.map((fact): [string, unknown] => [fact, seenIn(fact, facts)])),
    cart: remember().cart?.value ?? null,
    frequency: world.stateOf(campaign),
    fatigue: { never: remember().never ?? null, shown: remember().borne ?? [] },
    search: { referrer: (remember().session ?? document).referrer, pages: remember().session?.pages ?? 1 },
    open: !!world.isBusy(),
  };
}

const factsOf = ({ all, any, not, fact }: Rule): string[] =>
  fact ? [fact] : [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].flatMap(factsOf);
