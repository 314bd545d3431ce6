// For whom it is logged why each campaign showed or did not, and what has to be noted at once. The rest is a chunk, fetched
// once the page has nothing better to do, by those visitors only.
import { inHoldout } from "../assign";
import { failing } from "../engine";
import { extras } from "../extras";
import type { Facts } from "../rules";
import { atStart } from "../starts";

/** One moment: the campaigns that fired in it, in their order, each with its first failing check. */
export interface Moment {
  facts: Facts;
  fired: [campaign: string, trigger: string, failed: string | null][];
}

export interface Notes {
  moments: Moment[];
  shown: string[];
}

atStart((desk, _, world) => {
  const { after, chunk, config, granted, listen, remember } = desk;
  const notes: Notes = { moments: [], shown: [] };
  let isBegun = false;
  // by the visitor, so that what is known of one is known whole
  const isLogged = () =>
    granted("analytics") &&
    inHoldout({ seed: `log:${config.site}`, share: config.decisions ?? 0 }, remember().visitor ?? null);
  const begin = () => {
    if (isBegun || !isLogged()) return;
    isBegun = true;
    chunk<typeof import("./log")>("log").then(({ log }) => log(desk, world, failing, extras, notes), desk.caught);
  };
  world.met = (candidates) => {
    if (candidates[0] && isLogged())
      notes.moments.push({
        facts: extras.facts?.(desk) ?? {},
        fired: candidates.map(({ campaign, trigger }) => [
          campaign.id,
          trigger,
          failing(campaign, world, trigger)[0] ?? null,
        ]),
      });
  };
  listen(document, "winback:show", ({ detail }) => notes.shown.push(detail.campaign));
  listen(document, "winback:consent", begin);
  "requestIdleCallback" in window ? requestIdleCallback(begin, { timeout: 3000 }) : after(1000, begin);
});
