// The one place where a message stands: checked to be still live, drawn, and what became of it told.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { extras } from "./extras";
import type { Handle, How } from "./message/contract";
import { stand } from "./message/stand";

const PATIENCE_MS = 300;

export type Stage = ReturnType<typeof createStage>;

export function createStage(desk: Desk) {
  let standing: Handle | undefined;
  let isComing = false;
  let isPrompt = false;
  // counts up when a page ends, so that a message still on its way is not shown on the next one
  let place = 0;

  async function show(campaign: Campaign, arm: string, exposure: string | null): Promise<void> {
    const here = place;
    const asks = campaign.kind === "consent";
    isComing = true;
    try {
      const isHeldBack = !asks && (await isOff(desk, campaign.id));
      if (isHeldBack || here !== place) return;
      isPrompt = asks;
      standing = stand(desk, { campaign, arm, exposure, ended });
    } finally {
      isComing = false;
    }
  }

  function ended(how: How): void {
    standing = undefined;
    if (isPrompt) extras.prompt?.ended(desk, how);
  }

  return {
    show,
    close: (how: How) => standing?.close(how),
    /** A question of consent was answered, here or in another tab. */
    closePrompt() {
      if (isPrompt) standing?.close("timeout");
    },
    isBusy: () => isComing || !!standing || !!document.querySelector("dialog:modal"),
    /** A question of consent outlasts a change of route, until it is answered somewhere. */
    leave() {
      if (standing && isPrompt && desk.isAsking()) return;
      place++;
      standing?.close("navigation");
    },
  };
}

/** Whether the owner has switched the campaign off since the script was cached. No answer in time means no. */
async function isOff({ config: { base, site } }: Desk, campaign: string): Promise<boolean> {
  const late = new Promise<{ off?: unknown }>((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  const asked = fetch(`${base}/w/${site}/live`, { credentials: "omit" }).then((answer) => answer.json());
  const { off } = (await Promise.race([asked, late]).catch(() => null)) ?? {};
  return off === true || (Array.isArray(off) && off.includes(campaign));
}
