// The one place where a message stands: checked to be still live, drawn, and what became of it told.
import { hasDialog } from "./at_hand";
import { claim } from "./claim";
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import type { Count } from "./engine";
import { extras } from "./extras";
import { isOff } from "./live";
import type { Handle, How } from "./message/contract";
import { stand } from "./message/stand";

export type Stage = ReturnType<typeof createStage>;

export function createStage(desk: Desk) {
  let standing: Handle | undefined;
  let isComing = false;
  let isPrompt = false;
  let giveUp = () => {};
  // counts up when a page ends or something else is to stand: a message still on its way then stays away
  let place = 0;
  // a page that nobody sees keeps nothing from the others. A phone may freeze it, timers and all, and say no more
  desk.listen(window, "visibilitychange freeze pagehide", () => giveUp());

  /** In control and holdout, which have nothing to show, the moment is taken and counted all the same. */
  async function show(campaign: Campaign, arm: string, count: Count): Promise<void> {
    const here = ++place;
    const asks = campaign.kind === "consent";
    isComing = true;
    try {
      const over = asks ? giveUp : await claim(desk.config.site);
      if (!over || here !== place) return over?.();
      // what waits for its place, or was taken out with the page around it, makes way
      standing?.close("navigation");
      giveUp = over;
      const exposure = count();
      if (exposure === false || !campaign.variants[arm]) return;
      if (!asks && (await isOff(desk, campaign.id))) return;
      if (here !== place) return over();
      isPrompt = asks;
      standing = stand(desk, { campaign, arm, exposure, ended });
    } finally {
      if (here === place) {
        isComing = false;
        standing || giveUp(); // also after a message that can't be drawn
      }
    }
  }

  function ended(how: How): void {
    standing = undefined;
    giveUp();
    if (isPrompt) extras.prompt?.ended(desk, how);
  }

  return {
    show,
    /** What is shown once more stands here as at first; nothing: it stands no more. */
    hold(handle?: Handle) {
      standing = handle;
      isPrompt = false;
    },
    close: (how: How) => standing?.close(how),
    /** A question of consent was answered, here or in another tab. */
    closePrompt() {
      if (isPrompt) standing?.close("timeout");
    },
    /** By what is on the page, not by what waits for room there. */
    isBusy: (): unknown => isComing || standing?.element.isConnected || hasDialog(),
    /** A question of consent outlasts a change of route, until it is answered somewhere. */
    leave() {
      if (standing && isPrompt && desk.isAsking()) return;
      place++;
      isComing = false;
      standing?.close("navigation");
    },
  };
}
