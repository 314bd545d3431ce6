// The one place where a message stands: checked to be still live, drawn, and what became of it told.
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { extras } from "./extras";
import { isOff } from "./live";
import type { Handle, How } from "./message/contract";
import { stand } from "./message/stand";

// for so long a moment is one tab's: by then the others can read what was counted
const CLAIMED_MS = 3000;

export type Stage = ReturnType<typeof createStage>;

export function createStage(desk: Desk) {
  let standing: Handle | undefined;
  let isComing = false;
  let isPrompt = false;
  let giveUp: (() => void) | undefined;
  // counts up when a page ends or something else is to stand: a message still on its way then stays away
  let place = 0;
  desk.listen(window, "pagehide", () => giveUp?.());

  async function show(campaign: Campaign, arm: string, exposure: string | null): Promise<void> {
    const here = ++place;
    const asks = campaign.kind === "consent";
    isComing = true;
    try {
      const off = asks || isOff(desk, campaign.id);
      if (!asks && !((await claim()) && !(await off))) return giveUp?.();
      if (here !== place || !(asks || desk.granted("personalization"))) return giveUp?.();
      isPrompt = asks;
      standing = stand(desk, { campaign, arm, exposure, ended });
    } finally {
      if (here === place) isComing = false;
    }
  }

  /** Whether the moment is this tab's: of several in view that want to show something at once, one may. */
  const claim = () =>
    new Promise<boolean>((isOurs) => {
      const held = (lock: Lock | null) => {
        isOurs(!!lock);
        if (!lock) return;
        return new Promise<void>((over) => {
          giveUp = over;
          setTimeout(over, CLAIMED_MS);
        });
      };
      // plain http has no locks, and a sandbox refuses them
      const asked = navigator.locks?.request(`winback:${desk.config.site}`, { ifAvailable: true }, held);
      asked ? asked.catch(() => isOurs(true)) : isOurs(true);
    });

  function ended(how: How): void {
    standing = undefined;
    giveUp?.();
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
      isComing = false;
      standing?.close("navigation");
    },
  };
}
