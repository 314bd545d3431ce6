// The preview on the shop's own pages: asks for the draft, then runs the whole widget once more beside the loader that
// stood down, over a store of this tab and with nothing that could send. A chunk of its own, for owners only.
import type { Config } from "../config";
import type { Instance } from "./site";

/** What `POST /w/{key}/preview` answers. */
export interface Previewed {
  campaign: string;
  /** null: the draft, as it was last saved. */
  version: number | null;
  until: number;
  names: Record<string, string>;
  config: Config;
}

/** What the copy begins with: nothing but what is given here, or by itself what this tab kept and the browser knows. */
export type Kept = Record<string, unknown> | undefined;

/** The widget in one function, a file of its own: it begins anew with whatever configuration it gets. */
type Make = (config: Config, kept?: Kept) => Instance;

const LINK = /#winback-preview=([\w.-]+)/;

export async function open(config: Config, instance: Make): Promise<void> {
  const key = `winback:${config.site}:preview`;
  const token = LINK.exec(location.hash)?.[1] ?? kept(key);
  // the page's own routes, and links that are passed on, should not carry it
  if (LINK.test(location.hash)) history.replaceState(history.state, "", location.pathname + location.search);
  const answer = await ask(config, token);
  if ("config" in answer) {
    // only now: by a link that is good for nothing anybody could take the widget out of a visitor's tab
    keep(key, token);
    const { base, chunks } = config;
    instance({ ...answer.config, base, chunks }).openPanel(answer);
    return;
  }
  if (answer.isFinal) keep(key, "");
  instance({ ...config, campaigns: [] }).refuse(answer.reason);
}

interface Refused {
  reason: string;
  /** The service has judged the link, and will not judge it otherwise on the next page. */
  isFinal?: boolean;
}

/** The draft, or the name of what stands in its way. */
async function ask({ base, site }: Config, token: string): Promise<Previewed | Refused> {
  try {
    const body = JSON.stringify({ token, page: { url: location.href } });
    const said = await fetch(`${base}/w/${site}/preview`, { method: "POST", body, credentials: "omit" });
    const answer = await said.json();
    return said.ok ? answer : { reason: `${answer.reason}`, isFinal: said.status === 403 };
  } catch {
    return { reason: "unreachable" };
  }
}

/** A tab that keeps nothing previews one page at a time. */
function kept(key: string): string {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '""');
  } catch {
    return "";
  }
}

function keep(key: string, token: string): void {
  try {
    if (token) sessionStorage.setItem(key, JSON.stringify(token));
    else sessionStorage.removeItem(key);
  } catch {
    // blocked storage: said above
  }
}
