// The tab that a closed message leaves behind, to open it once more: the same showing, so nothing is counted again.
import { guarded, listen, type Stop, say } from "../boundary";
import type { Desk } from "../desk";
import { CHECKS } from "../engine";
import { isOff } from "../live";
import { atStart } from "../starts";
import { campaignOf } from "./desk";
import { open } from "./draw";
import { el } from "./element";
import { beingDrawn } from "./shown";
import CSS from "./teaser.css";
import { isColour, wantsBlack } from "./theme";
import { CLOSE, speaker } from "./words";

type Closed = NonNullable<ReturnType<typeof beingDrawn>>;

let removeTab: Stop | undefined;
let isReopened = false;

// as of any other message that stands
const { open: isFree } = CHECKS;
CHECKS.open = (...asked) => !isReopened && !!isFree?.(...asked);

atStart((desk) => {
  listen(document, "winback:close", ({ detail }) => {
    const closed = beingDrawn();
    const campaign = closed && campaignOf(closed.view);
    if (campaign?.id === detail.campaign && /^(close|esc|backdrop|later)$/.test(detail.how))
      hang(desk, closed as Closed, detail.campaign);
  });
  listen(document, "winback:show", () => removeTab?.());
});

function hang(desk: Desk, closed: Closed, campaign: string): void {
  const { teaser, theme = {} } = closed.view.variant;
  if (!teaser || removeTab) return;
  const text = speaker(closed.view.languages)(teaser.text);
  const host = document.createElement("winback-teaser");
  const root = host.attachShadow({ mode: closed.view.isOpen ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const cross = el("button", {
    type: "button",
    class: "x",
    "aria-label": speaker(closed.view.languages)(CLOSE),
    onclick: takeDown,
  });
  const tab = el("button", { type: "button", class: "tab", "aria-haspopup": "dialog", onclick: reopen }, text);
  const both = el("div", { class: teaser.position ?? "right" }, tab, cross);
  if (isColour(theme.accent)) {
    both.style.setProperty("--accent", theme.accent);
    both.style.setProperty("--on", wantsBlack(theme.accent) ? "#000" : "#fff");
  }
  root.append(both);
  document.documentElement.append(host);
  removeTab = takeDown;

  function takeDown(): void {
    host.remove();
    removeTab = undefined;
  }

  async function reopen(): Promise<void> {
    if (isReopened) return;
    isReopened = true;
    const mayOpen = !(await isOff(desk, campaign)) && host.isConnected;
    takeDown();
    if (!mayOpen) {
      isReopened = false;
      return;
    }
    const { view, hooks } = closed;
    open(view, {
      ...hooks,
      shown() {},
      seen() {},
      closed: guarded((how) => {
        isReopened = false;
        if (how === "done") hooks.closed(how);
        else say("close", { campaign, how });
      }),
    });
  }
}
