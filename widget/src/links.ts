// Links that are an owner's: one that forces an arm, and one that leaves a browser out of the numbers.
import { armOf } from "./arm";
import "./assign_v1";
import type { Config } from "./config";
import { leaveOut } from "./staff";

/** What stands behind `?winback_arm=` or `#winback_staff=`. */
export async function go(
  config: Config,
  kind: string | undefined,
  value: string,
  forget: (id: string) => void,
): Promise<void> {
  if (kind === "staff") await leaveOut(config.base, config.site, value);
  else if (kind === "arm" && config.force) draw(config, value, forget);
}

const TRIES = 20000;

/**
 * For `?winback_arm=cart-saver:a`: draws ids until one truly falls there, so that the server's recomputation agrees.
 * Once per link and tab: walking on keeps the visitor.
 */
function draw(config: Config, link: string, forget: (id: string) => void): void {
  const kept = session(config);
  if (kept.link === link) return;
  const wanted = decodeURIComponent(link)
    .split(",")
    .map((pair) => pair.split(":"));
  for (let tries = 0; tries < TRIES; tries++) {
    const id = crypto.randomUUID().replaceAll("-", "");
    const fits = wanted.every(([campaign = "", arm]) => armOf(config, campaign, id) === arm);
    if (!fits) continue;
    kept.link = link;
    return forget(id);
  }
}

/** A tab that keeps nothing draws again on every page. */
function session({ site }: Config): { link?: string } {
  const key = `winback:${site}:link`;
  const orNull = <T>(run: () => T): T | null => {
    try {
      return run();
    } catch {
      return null;
    }
  };
  return {
    get link() {
      return orNull(() => sessionStorage.getItem(key)) ?? "";
    },
    set link(link: string) {
      orNull(() => sessionStorage.setItem(key, link));
    },
  };
}
