// The owner's chunk: links that force an arm, and why a campaign would show or would not.
import { armOf } from "./arm";
import type { Config } from "./config";

export { explain } from "./explain";

const TRIES = 20000;

/**
 * For `?winback_arm=cart-saver:a`: draws ids until one truly falls there, so that the server's recomputation agrees.
 * Once per link and tab: walking on keeps the visitor.
 */
export function draw(config: Config, link: string, forget: (id: string) => void): void {
  const key = `winback:${config.site}:link`;
  if (sessionStorage.getItem(key) === link) return;
  const wanted = decodeURIComponent(link)
    .split(",")
    .map((pair) => pair.split(":"));
  for (let tries = 0; tries < TRIES; tries++) {
    const id = crypto.randomUUID().replaceAll("-", "");
    const fits = wanted.every(([campaign = "", arm]) => armOf(config, campaign, id) === arm);
    if (!fits) continue;
    sessionStorage.setItem(key, link);
    return forget(id);
  }
}
