// The tab that a closed message leaves behind, to open it once more: the same showing, so nothing is counted again. It
// stands on every page of the visit that the campaign is for, until it is closed, or the message answered or changed.
import { listen, type Stop, say } from "../boundary";
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import { failing, type World } from "../engine";
import { isOff } from "../live";
import type { Stage } from "../stage";
import { atStart } from "../starts";
import type { Left } from "../visitor";
import type { How } from "./contract";
import { open } from "./draw";
import { goIn } from "./shown";
import { sceneOf } from "./stand";
import { hangTab } from "./teaser_tab";

/** Of the checks before a showing those that are about here and now: the rest was about a first time. */
const OF_NOW = /^(consent|schedule|page|audience|place)$/;

/** What was shown last, if it leaves a tab. */
let latest: Left | undefined;
/** A message stands, and the tab makes way. */
let isOpen = false;
let standing: string | undefined;
let tab: HTMLElement | undefined;
let takeDown: Stop | undefined;
/** Another message took the focus from the tab. */
let isOwedFocus = false;

atStart((desk, engine, world, stage) => {
  const { expose } = world;
  world.expose = (campaign, arm, trigger) => {
    const exposure = expose(campaign, arm, trigger);
    const { id, version, variants } = campaign;
    latest = exposure && variants[arm]?.teaser ? { campaign: id, version, arm, exposure } : undefined;
    return exposure;
  };
  const look = (isNew?: boolean) => show(desk, world, stage, isNew);
  listen(document, "winback:show", () => {
    isOpen = true;
    look();
  });
  listen(document, "winback:close", ({ detail }) => {
    isOpen = false;
    if (detail.campaign === latest?.campaign) keep(desk, detail.how);
    look(true);
    if (isOwedFocus && document.activeElement === document.body) tab?.focus();
    isOwedFocus = false;
  });
  const { changed } = engine;
  engine.changed = () => {
    changed();
    look();
  };
  const { leave } = stage;
  stage.leave = () => {
    leave();
    look();
  };
  // another tab of the browser may have closed or answered it
  listen(window, "storage pageshow", () => look());
  listen(document, "winback:consent", () => look());
  look();
});

function keep(desk: Desk, how: How): void {
  if (how === "done") forget(desk);
  else if (/^(close|esc|backdrop|later)$/.test(how))
    desk.remember(({ session }) => {
      if (session && latest) session.left = latest;
    });
}

function forget({ remember }: Desk): void {
  remember(({ session }) => {
    delete session?.left;
  });
}

/** As it is remembered now. `isNew`: it is told to screen readers, which know it on the pages after. */
function show(desk: Desk, world: World, stage: Stage, isNew?: boolean): void {
  const { session, never } = desk.remember();
  const left = session?.left;
  const campaign =
    left && desk.config.campaigns.find(({ id, version }) => id === left.campaign && version === left.version);
  if (left && (never || !campaign?.variants[left.arm] || world.stateOf(campaign)?.converted_at)) return end(desk);
  const isWanted = campaign && !isOpen && !desk.config.isQuiet && isFor(campaign, world);
  if (!isWanted || left.exposure !== standing) takeDown?.();
  if (isWanted && !takeDown) hang(desk, stage, left, campaign, isNew);
}

function end(desk: Desk): void {
  takeDown?.();
  forget(desk);
}

const isFor = (campaign: Campaign, world: World): boolean =>
  !failing(campaign, world).some((name) => OF_NOW.test(name));

function hang(desk: Desk, stage: Stage, left: Left, campaign: Campaign, isNew?: boolean): void {
  const [view, hooks] = sceneOf(desk, { campaign, arm: left.arm, exposure: left.exposure, ended() {} });
  const hung = hangTab(view, reopen, () => end(desk), isNew);
  if (!hung) return;
  const { host, leave } = hung;
  standing = left.exposure;
  tab = hung.tab;
  listen(host, "focusout", ({ relatedTarget }: FocusEvent) => {
    isOwedFocus = (relatedTarget as Element | null)?.localName === "winback-message";
  });
  takeDown = () => {
    leave();
    host.remove();
    standing = tab = takeDown = undefined;
  };

  async function reopen(): Promise<void> {
    if (stage.isBusy()) return;
    // it has the place as soon as it is asked for: nothing else comes meanwhile, nor the same again
    stage.hold({ element: host, close: giveUp });
    const isOver = await isOff(desk, campaign.id);
    if (!host.isConnected) return;
    giveUp();
    if (isOver) forget(desk);
    else openAgain();
  }

  function giveUp(): void {
    takeDown?.();
    stage.hold();
  }

  function openAgain(): void {
    // who pressed the tab is taken to the message, and from there to the tab again
    const before = document.activeElement;
    latest = left;
    isOpen = true;
    stage.hold(open(view, { ...hooks, shown() {}, seen() {}, closed }));
    goIn();

    function closed(how: How): void {
      stage.hold();
      say("close", { campaign: campaign.id, how });
      if (document.activeElement === before) tab?.focus();
    }
  }
}
