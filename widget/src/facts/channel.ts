// The channel of this visit and of the first one, by the table that the server's reports use: rules/channels.py.
import table from "../../../server/winback/rules/channels.json";
import { sources } from "../facts";
import type { Touch } from "../visitor";

sources.push(({ remember }) => {
  const { session, touch } = remember();
  const here = { landing: location.href, referrer: document.referrer };
  return { "session.channel": channelOf(session ?? here), "visitor.channel": touch && channelOf(touch) };
});

/** The channel of a visit that began on this page and came from that address. */
export function channelOf({ landing, referrer }: Touch): string {
  const page = new URL(landing);
  // its host without the port; URL.parse is younger than some browsers that this runs in
  const came = referrer.split(/[/:]+/)[1] ?? "";
  const utm = (name: string) => page.searchParams.get(`utm_${name}`) ?? "";
  const click = table.clicks.split(" ").find((name) => page.searchParams.get(name)) ?? "";
  const given = { source: utm("source"), medium: utm("medium"), campaign: utm("campaign") };
  return channel(given, came, page.hostname, click);
}

type Utm = { source?: string; medium?: string; campaign?: string };

export function channel({ source = "", medium = "", campaign = "" }: Utm, came = "", host = "", click = ""): string {
  const from = (source || foreign(came, host)).toLowerCase();
  const parts: Record<string, string> = {
    source: from === "(direct)" ? "" : from,
    medium: medium.toLowerCase(),
    campaign: campaign.toLowerCase(),
    click,
    kind: kindOf(from),
  };
  const named: Record<string, string> = table.patterns;
  const fits = (way: object): boolean =>
    Object.entries(way).every(([part, text]) => new RegExp(named[text] ?? text).test(parts[part] as string));
  return (table.rules as [string, object[]][]).find(([, ways]) => ways.some(fits))?.[0] as string;
}

/** A name fits as it is, and as the name of a host under any country's ending; one with a dot is a whole host. */
const kindOf = (source: string): string =>
  Object.entries(table.kinds).find(([, names]) =>
    new RegExp(`(^|\\.)(${names.replaceAll(".", "\\.").replaceAll(" ", "|")})(\\.[a-z]{2,3}){0,2}$`).test(source),
  )?.[0] ?? "";

/** The shop's own pages are no source. */
function foreign(came: string, host: string): string {
  const [from, own] = [came, host].map((name) => name.toLowerCase().replace(/^www\./, "")) as [string, string];
  return from === own || (own && (from.endsWith(`.${own}`) || own.endsWith(`.${from}`))) ? "" : from;
}
