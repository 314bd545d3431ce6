// The last look before something shows: a page may have been open for days.
import type { Desk } from "./desk";

const PATIENCE_MS = 300;

/**
 * Whether the owner has switched the campaign off since the script was cached, or the visitor meanwhile allows it no
 * more. No answer in time means no.
 */
export async function isOff({ config: { base, site }, granted }: Desk, campaign: string): Promise<boolean> {
  const late = new Promise<{ off?: unknown }>((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  const asked = fetch(`${base}/w/${site}/live`, { credentials: "omit" }).then((answer) => answer.json());
  const { off } = (await Promise.race([asked, late]).catch(() => null)) ?? {};
  return off === true || (Array.isArray(off) && off.includes(campaign)) || !granted("personalization");
}
