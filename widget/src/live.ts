// The last look before something shows: a page may have been open for days.
import type { Desk } from "./desk";

const PATIENCE_MS = 300;

/**
 * Whether the owner has switched the campaign off since the script was cached, or the visitor meanwhile allows it no
 * more. No answer in time means no.
 */
export async function isOff({ config: { base, site }, granted }: Desk, campaign: string): Promise<boolean> {
  const late = new Promise<{ off?: true | string[] }>((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  let off: true | string[] | undefined;
  try {
    const asked = fetch(`${base}/w/${site}/live`, { credentials: "omit" }).then((answer) => answer.json());
    ({ off } = await Promise.race([asked, late]));
  } catch {
    // nothing that could be read, or a fetch of the page's own that is none
  }
  return off === true || off?.includes?.(campaign) || !granted("personalization");
}
