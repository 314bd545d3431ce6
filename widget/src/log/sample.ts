// For whom it is logged why each campaign showed or did not, and what has to be noted at once. The rest is a chunk, fetched
// once the page has nothing better to do, by those visitors only.
import { inHoldout } from "../assign";
import { byRank, failing, LASTING } from "../engine";
import { extras } from "../extras";
import { mayShow } from "../frequency";
import type { Facts } from "../rules";
import { atStart } from "../starts";

/** One moment: the campaigns that fired in it, in their order, each with its first failing check. */
export interface Moment {
  facts: Facts;
  fired: [campaign: string, trigger: string, failed: string | undefined][];
}

export interface Notes {
  moments: Moment[];
  exposed: [campaign: string, arm: string, trigger: string][];
  shown: string[];
}

atStart((desk, engine, world) => {
  const { after, chunk, config, granted, listen, remember } = desk;
  const notes: Notes = { moments: [], exposed: [], shown: [] };
  const { changed, settle } = engine;
  const { expose } = world;
  let isBegun = false;
  // by the visitor, so that what is known of one is known whole
  const isLogged = () =>
    granted("analytics") &&
    inHoldout({ seed: `log:${config.site}`, share: config.decisions ?? 0 }, remember().visitor ?? null);
  const begin = () => {
    if (isBegun || !isLogged()) return;
    isBegun = true;
    chunk<typeof import("./log")>("log").then(
      ({ log }) => log(desk, world, failing, mayShow, extras, notes),
      desk.caught,
    );
  };
  engine.settle = (fired) => {
    const met = config.campaigns.filter(({ id }) => fired.some(([one]) => one === id));
    met.sort((one, other) => byRank(one, other, world));
    const said = met.map((campaign): Moment["fired"][number] => {
      const trigger = fired.find(([id]) => id === campaign.id)?.[1] ?? "";
      return [campaign.id, trigger, failing(campaign, world, trigger)[0]];
    });
    // a page that stays open for days must not fill its memory
    if (said[0] && isLogged() && notes.moments.push({ facts: extras.facts?.(desk) ?? {}, fired: said }) > 50)
      notes.moments.shift();
    settle(fired);
  };
  engine.changed = () => {
    const last = notes.moments.at(-1);
    // who was refused what lasts is asked again: the values are those that the last answer went by
    const isAsked = notes.moments.some(({ fired }) => fired.some(([, on, failed]) => failed && LASTING.test(on)));
    if (last && isAsked) last.facts = extras.facts?.(desk) ?? {};
    changed();
  };
  world.expose = (campaign, arm, trigger) => {
    const exposure = expose(campaign, arm, trigger);
    if (exposure) notes.exposed.push([campaign.id, arm, trigger]);
    return exposure;
  };
  listen(document, "winback:show", ({ detail }) => notes.shown.push(detail.campaign));
  listen(document, "winback:consent", begin);
  "requestIdleCallback" in window ? requestIdleCallback(begin, { timeout: 3000 }) : after(1000, begin);
});
