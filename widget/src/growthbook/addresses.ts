// What GrowthBook reads from a page's address: targeting patterns and arms forced by the query string.

export interface Target {
  type: string;
  pattern: string;
  include?: boolean;
}

const WILDCARD = "_____"; // stands for * while a pattern is read as an address: * is no host in some browsers

/** The variation that `?experiment_key=1` asks for; null when it asks for none that exists. */
export function forcedByQuery(experimentKey: string, url: string, variations: number): number | null {
  const search = (url.split("?")[1] ?? "").replace(/#.*/, "");
  const asked = search.split("&").map((pair) => pair.split("="));
  const index = Number.parseInt(asked.find(([key]) => key === experimentKey)?.[1] ?? "", 10);
  return index >= 0 && index < variations ? index : null;
}

/** Whether an address is among the included targets (all, when none is included) and among no excluded one. */
export function isTargeted(url: string, targets: readonly Target[]): boolean {
  const hits = (target: Target) => hitsTarget(url, target);
  const included = targets.filter((target) => target.include !== false);
  const isShutOut = targets.some((target) => target.include === false && hits(target));
  return targets.length > 0 && !isShutOut && (!included.length || included.some(hits));
}

/** The older targeting: a regular expression on the address or on its path alone. */
export function matchesPage(url: string, pattern: string): boolean {
  const path = url.replace(/^https?:\/\//, "").replace(/^[^/]*\//, "/");
  return !!url && [url, path].some((text) => search(pattern, text));
}

function hitsTarget(url: string, { type, pattern }: Target): boolean {
  try {
    const page = new URL(url, "https://_");
    if (type === "simple") return hitsSimply(page, pattern);
    return type === "regex" && [page.href, page.href.slice(page.origin.length)].some((text) => search(pattern, text));
  } catch {
    return false;
  }
}

function search(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function hitsSimply(page: URL, pattern: string): boolean {
  const withScheme = pattern.replace(/^([^:/?]*)\./, "https://$1.").replaceAll("*", WILDCARD);
  const wanted = new URL(withScheme, `https://${WILDCARD}`);
  const pairs = [...wanted.searchParams].map(([key, value]) => [page.searchParams.get(key) ?? "", value]);
  pairs.push([page.host, wanted.host]);
  if (wanted.hash) pairs.push([page.hash, wanted.hash]);
  // a slash at either end of the path makes no difference
  const path = `/?${wild(wanted.pathname.replace(/^\/|\/$/g, ""))}/?`;
  return like(page.pathname, path) && pairs.every(([seen = "", part = ""]) => like(seen, wild(part)));
}

const like = (seen: string, pattern: string): boolean => new RegExp(`^(?:${pattern})$`, "i").test(seen);

const wild = (pattern: string): string => pattern.replace(/[*.+?^${}()|[\]\\]/g, "\\$&").replaceAll(WILDCARD, ".*");
