// What came of each campaign on this page: its first failing check, or that it was shown.
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import type { failing as failingIn, World } from "../engine";
import type { mayShow as mayShowIn } from "../frequency";
import { glob } from "../glob";
import type { Notes } from "./sample";

/** The names are those of server/winback/rules/checks.py. `seen`: what made the check fail, in a word. */
export interface Outcome {
  check: string;
  seen?: string | null | undefined;
  fired?: string;
}

// As in the engine: where these have failed they are asked again whenever something has changed.
const LASTING = /^(time|site_time|scroll|view|pages|page_load)$/;

/** The last word on each campaign. A question of consent is asked before anything may be logged, so it has none. */
export function outcomes(
  desk: Desk,
  world: World,
  failing: typeof failingIn,
  mayShow: typeof mayShowIn,
  { moments, exposed, shown }: Notes,
): Map<string, Outcome> {
  const campaigns = desk.config.campaigns.filter(({ kind }) => kind !== "consent");
  const found = new Map<string, Outcome>();
  for (const campaign of campaigns) {
    const [failed] = failing(campaign, world);
    const check = failed && failed !== "open" ? failed : "trigger";
    found.set(campaign.id, { check, seen: reason(check, campaign) });
  }
  for (const { fired } of moments) {
    // of those that could show in this moment, the first one takes it
    let winner: string | undefined;
    for (const [id, trigger, failed] of fired) {
      const campaign = campaigns.find((one) => one.id === id);
      const outcome = !failed && winner ? { check: "open", seen: winner } : campaign && met(campaign, trigger, failed);
      if (campaign && outcome) found.set(id, { ...outcome, fired: trigger });
      if (!failed && (!campaign || world.armOf(id))) winner ??= id;
    }
  }
  // by name, for what was counted late, once something had changed
  for (const [id, arm, fired] of exposed) {
    const { variants = {} } = campaigns.find((one) => one.id === id) ?? {};
    if (found.has(id)) found.set(id, { ...(variants[arm] ? { check: "live" } : { check: "arm", seen: arm }), fired });
  }
  for (const [id, outcome] of found) if (shown.includes(id)) found.set(id, { ...outcome, check: "shown", seen: null });
  return found;

  function met(campaign: Campaign, trigger: string, failed: string | undefined): Outcome {
    const check = failed && LASTING.test(trigger) ? (failing(campaign, world, trigger)[0] ?? failed) : failed;
    if (check) return { check, seen: reason(check, campaign) };
    const arm = world.armOf(campaign.id);
    return arm && campaign.variants[arm] ? { check: "live" } : { check: "arm", seen: arm ?? "none" };
  }

  function reason(check: string, campaign: Campaign): string | null | undefined {
    const words: Record<string, () => string | null | undefined> = {
      page: () => desk.config.quiet.find((pattern) => glob(pattern, world.path()))?.slice(0, 100), // that ingest takes of a word
      frequency: () => mayShow(campaign.frequency, world.stateOf(campaign), world.now()),
      fatigue: () => (desk.remember().never ? "never" : "budget"),
      open: () => shown.at(-1) ?? "page",
    };
    return words[check]?.();
  }
}
