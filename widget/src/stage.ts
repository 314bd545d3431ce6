// The one place where a message stands: checked to be still live, drawn, and what became of it told.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { extras } from "./extras";
import type { Handle, How } from "./message/contract";
import { stand } from "./message/stand";

const PATIENCE_MS = 300;
// how soon what one tab has written can be read in every other
const CLAIM_MS = 50;
const CLAIMED_MS = 3000;

export type Stage = ReturnType<typeof createStage>;

export function createStage(desk: Desk) {
  let standing: Handle | undefined;
  let isComing = false;
  let isPrompt = false;
  // counts up when a page ends, so that a message still on its way is not shown on the next one
  let place = 0;
  desk.listen(window, "pagehide", () => giveUp(desk));

  async function show(campaign: Campaign, arm: string, exposure: string | null): Promise<void> {
    const here = place;
    const asks = campaign.kind === "consent";
    isComing = true;
    try {
      const off = asks || isOff(desk, campaign.id);
      if (!asks && !((await claim(desk)) && !(await off))) return;
      if (here !== place) return;
      isPrompt = asks;
      standing = stand(desk, { campaign, arm, exposure, ended });
    } finally {
      isComing = false;
    }
  }

  function ended(how: How): void {
    standing = undefined;
    giveUp(desk);
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

const tab = Math.random();

/** Whether the moment is this tab's: of several in view that want to show something at once, one may. */
async function claim({ remember }: Desk): Promise<boolean> {
  const { claim } = remember();
  if (claim && claim.tab !== tab && Math.abs(Date.now() - claim.at) < CLAIMED_MS) return false;
  remember((memory) => {
    memory.claim = { tab, at: Date.now() };
  });
  await new Promise((resolve) => setTimeout(resolve, CLAIM_MS));
  return remember().claim?.tab === tab;
}

function giveUp({ remember }: Desk): void {
  if (remember().claim?.tab !== tab) return;
  remember((memory) => {
    delete memory.claim;
  });
}

/** Whether the owner has switched the campaign off since the script was cached. No answer in time means no. */
async function isOff({ config: { base, site } }: Desk, campaign: string): Promise<boolean> {
  const late = new Promise<{ off?: unknown }>((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  const asked = fetch(`${base}/w/${site}/live`, { credentials: "omit" }).then((answer) => answer.json());
  const { off } = (await Promise.race([asked, late]).catch(() => null)) ?? {};
  return off === true || (Array.isArray(off) && off.includes(campaign));
}
