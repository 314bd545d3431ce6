// Where this visit came from, and the first one.

import { group, sources } from "../facts";
import type { Facts } from "../rules";
import type { Touch } from "../visitor";

sources.push(({ remember }) => {
  const { session, touch } = remember();
  const here = { landing: location.href, referrer: document.referrer };
  return { ...group("session", origin(session ?? here)), ...(touch && group("visitor", origin(touch))) };
});

function origin({ landing, referrer }: Touch): Facts {
  const page = new URL(landing);
  // with its port; URL.parse is younger than some browsers that this runs in
  const from = referrer.split("/")[2] ?? "";
  const utm = (name: string) => page.searchParams.get(`utm_${name}`);
  return {
    landing: page.pathname,
    referrer: from === page.host ? "" : from,
    source: utm("source"),
    medium: utm("medium"),
    campaign: utm("campaign"),
    term: utm("term"),
    content: utm("content"),
  };
}
