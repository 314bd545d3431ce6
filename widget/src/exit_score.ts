// How sure it is that somebody is about to leave, from 0 to 100: told with the exposure, for moments that ask for it.
// docs/marketer.md has the formula. A part of its own, where a campaign's moment has a least score, if only 0.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import type { Explanation } from "./explain";
import { atStart } from "./starts";

// what the movement is worth: standing still or coming back, and at least and at most a move upwards
const RESTING = 30;
const SLOWEST = 20;
const FASTEST = 60;
const FAST = 2; // px a ms
const STROKE_MS = 150; // the last stroke, of which the speed is taken
const PAST_MS = 1000; // what is older was not this moment's
const MOST = 20; // for what was read to its end, and for what was open for a minute
const KEPT = 30;

/** For explanations: a check for each moment that asks for a score, with the latest; before there was one, it passes. */
export type Scored = Desk & { scored?: (campaign: Campaign, names: string[]) => Explanation["checks"] };
type Sign = [at: number, kind: string, y: number];

atStart((desk, engine) => {
  const { config, listen, pageMs, scrollPct, send } = desk;
  const { settle } = engine;
  const began = Date.now();
  const scores: Record<string, number> = {};
  (desk as Scored).scored = ({ id, triggers }, names) =>
    triggers.flatMap(({ on, min_score: gte }) => {
      if (gte == null) return [];
      const seen = scores[`${[id, on]}`] ?? null;
      // another moment may be enough
      const decides = names.length ? names.at(-1) === on : !triggers[1];
      const passes = !decides || seen === null || seen >= gte;
      return { check: "score", passes, seen, needs: passes ? null : { gte } };
    });
  let signs: Sign[] = [];

  listen(document, "mousemove mouseout scroll visibilitychange", ({ type, relatedTarget, clientY = scrollY }) => {
    if (!relatedTarget) signs = [...signs.slice(-KEPT), [Date.now(), type, clientY]];
  });

  function movement(now: number): number {
    // a pointer that is still inside of the page only leads up to something
    const [at, kind, y] = signs.filter(([, type]) => type !== "mousemove").at(-1) ?? [0, "", 0];
    if (now - at > PAST_MS) return now - began > PAST_MS ? RESTING : (SLOWEST + FASTEST) / 2;
    if (kind[0] === "v") return RESTING; // coming back into view
    const [since, , from] = signs.find(([then, type]) => type[0] === kind[0] && at - then < STROKE_MS) as Sign;
    const speed = (from - y) / Math.max(1, at - since);
    return SLOWEST + (FASTEST - SLOWEST) * Math.min(1, Math.max(0, speed / FAST));
  }

  engine.settle = (fired) => {
    const read = (scrollPct() / 100) * MOST;
    const open = Math.min(1, pageMs() / 6e4) * MOST;
    const score = Math.round(movement(Date.now()) + read + open);
    settle(
      fired.filter((moment) => {
        const least = config.campaigns
          .find(({ id }) => id === moment[0])
          ?.triggers.find(({ on, min_score }) => on === moment[1] && min_score != null)?.min_score;
        if (least != null) scores[`${moment}`] = score;
        return !((least as number) > score);
      }),
    );
  };

  desk.send = (name, properties: { campaign?: string; trigger?: string } = {}) => {
    const { campaign, trigger } = properties;
    return send(name, name === "exposure" ? { ...properties, score: scores[`${[campaign, trigger]}`] } : properties);
  };
});
