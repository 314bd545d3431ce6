// What is true of this page, this visit and this browser right now: what rules ask about.
import type { Desk } from "./desk";
import { language } from "./message/language";
import type { Facts } from "./rules";

export function facts({ remember, pageMs, scrollPct }: Desk): Facts {
  const { session, visits = 1, first = Date.now(), cart, traits } = remember();
  const { href, pathname: path, host, search } = location;
  const { title, referrer } = document;
  const landing = new URL(session?.landing ?? href);
  const from = URL.parse?.(session?.referrer ?? referrer)?.host ?? "";
  const touch = matchMedia("(pointer:coarse)").matches;
  const small = Math.min(screen.width, screen.height) < 600;
  const items = cart?.items ?? [];
  return {
    ...group("page.query", Object.fromEntries(new URLSearchParams(search))),
    ...group("event", session?.events),
    ...group("trait", traits),
    ...group("page", {
      url: href,
      path,
      host,
      title,
      referrer,
      language: language(),
      seconds: pageMs() / 1000,
      scroll: scrollPct(),
    }),
    ...group("visitor", { returning: visits > 1, sessions: visits, days: (Date.now() - first) / 864e5 }),
    ...group("session", {
      pages: session?.pages ?? 1,
      seconds: (Date.now() - (session?.start ?? Date.now() - pageMs())) / 1000,
      referrer: from === host ? "" : from,
      landing: landing.pathname,
      source: landing.searchParams.get("utm_source"),
      medium: landing.searchParams.get("utm_medium"),
      campaign: landing.searchParams.get("utm_campaign"),
    }),
    ...group("device", { touch, type: touch ? (small ? "phone" : "tablet") : "desktop" }),
    ...group("cart", {
      value: cart?.value ?? 0,
      currency: cart?.currency,
      count: items.reduce((sum, { quantity = 1 }) => sum + quantity, 0),
      items: items.map(({ id }) => id),
    }),
  };
}

const group = (name: string, values: Facts = {}): Facts =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
