// Too much went wrong on a page, or took too long: everything of ours goes, stays away from the tab until something else
// is published, and says so once.
import type { Strikes } from "./boundary";
import type { Config } from "./config";
import { uuid7 } from "./ids";

type Winback = (method: string) => unknown;

const page = window as unknown as { winback: Winback };

const OURS = "winback-message,winback-teaser,winback-coupon,winback-privacy";
const CLOSING_MS = 1000;
const LONGEST = 200;

/** `strikes` are what was too much, `life` what everything of ours hangs on. */
export async function unload(config: Config, strikes: Strikes, life: AbortController): Promise<void> {
  const { length } = strikes;
  const errors = strikes.filter((strike) => typeof strike === "string");
  const said = {
    kind: errors.length * 2 < length ? "long_tasks" : "errors",
    error: errors[0]?.slice(0, LONGEST) ?? null,
    rev: config.rev,
  };
  const kept = JSON.stringify(said);
  keep(config, kept);
  report(config, said);
  const { winback } = page;
  winback("off");
  await pause(0);
  // a question of consent outlasts that
  if (document.querySelector("winback-message")) await Promise.race([winback("close"), pause(CLOSING_MS)]);
  life.abort();
  for (const left of document.querySelectorAll(OURS)) left.remove();
  keepStill(kept);
}

/** Also on the tab's next pages: whoever calls us is heard by nobody, and `explain` says why. */
export function keepStill(kept: string): void {
  const explain = async () => {
    const { kind, error } = JSON.parse(kept);
    console.info(`winback took itself out of this tab: ${kind}${error ? `, first ${error}` : ""}`);
    return [];
  };
  const silent = (method?: string) => (method === "explain" ? explain() : undefined);
  page.winback = Object.assign(silent, { isLive: true, explain });
}

const pause = (ms: number) => new Promise((over) => setTimeout(over, ms));

/** Where the tab's previews are kept, so that nobody else has to look for it. If it can't be, the next page tries anew. */
function keep({ site }: Config, kept: string): void {
  try {
    sessionStorage.setItem(`winback:${site}:preview`, kept);
  } catch {
    // a page that forbids it
  }
}

/** Of nobody: no visitor, no visit, no address but the shop's own. What stood in quotes may be a visitor's own words. */
function report({ base, site, rev, consent }: Config, { kind, error }: { kind: string; error: string | null }): void {
  const properties = { kind, error: error?.replace(/"[^"]*"?/g, "…"), rev };
  const body = JSON.stringify({
    v: 1,
    sent_at: Date.now(),
    visitor: null,
    session: null,
    consent: { mode: consent.mode, purposes: [], notice: null },
    page: { url: location.origin },
    events: [{ id: uuid7(), name: "winback_unloaded", age_ms: 0, properties }],
  });
  fetch(`${base}/e/${site}`, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
}
