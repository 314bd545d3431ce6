// The tab that a closed message leaves behind, to open it once more: the same showing, so nothing is counted again.
import { listen, type Stop, say } from "../boundary";
import type { Desk } from "../desk";
import { isOff } from "../live";
import type { Stage } from "../stage";
import { atStart } from "../starts";
import type { Handle } from "./contract";
import { campaignOf } from "./desk";
import { open } from "./draw";
import { beingDrawn } from "./shown";
import { hangTab } from "./teaser_tab";

type Closed = NonNullable<ReturnType<typeof beingDrawn>>;

let removeTab: Stop | undefined;

atStart((desk, _engine, _world, stage) => {
  listen(document, "winback:close", ({ detail }) => {
    const closed = beingDrawn();
    const campaign = closed && campaignOf(closed.view);
    if (campaign?.id === detail.campaign && /^(close|esc|backdrop|later)$/.test(detail.how))
      hang(desk, stage, closed as Closed, detail.campaign);
  });
  listen(document, "winback:show", () => removeTab?.());
  const { leave } = stage;
  stage.leave = () => {
    leave();
    removeTab?.();
  };
});

function hang(desk: Desk, stage: Stage, closed: Closed, campaign: string): void {
  const host = removeTab ? null : hangTab(closed.view, reopen, takeDown);
  if (host) removeTab = takeDown;

  function takeDown(): void {
    host?.remove();
    removeTab = undefined;
  }

  async function reopen(): Promise<void> {
    if (!host || stage.isBusy()) return;
    // it has the place as soon as it is asked for: nothing else comes meanwhile, nor the same again
    stage.hold({ element: host, close: giveUp });
    const mayOpen = !(await isOff(desk, campaign));
    if (!host.isConnected) return;
    giveUp();
    if (mayOpen) stage.hold(openAgain());
  }

  function giveUp(): void {
    takeDown();
    stage.hold();
  }

  function openAgain(): Handle {
    const { view, hooks } = closed;
    return open(view, {
      ...hooks,
      shown() {},
      seen() {},
      closed(how) {
        if (how === "done") return hooks.closed(how);
        stage.hold();
        say("close", { campaign, how });
      },
    });
  }
}
