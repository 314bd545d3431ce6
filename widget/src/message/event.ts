// A button that tells the page and the server of an event of the shop's own; then the message closes, goes on or stays.
// Once it has closed, a campaign that waits for the event may stand in its place: somebody has asked for it.
import { after } from "../boundary";
import type { Block, Campaign } from "../config";
import { extras } from "../extras";
import { atStart } from "../starts";
import { BLOCKS } from "./blocks";
import type { Draw } from "./blocks/block";
import { campaignOf } from "./desk";

type Page = { winback?: (method: "track", name?: string, properties?: object) => void };

// by then what the event sets off stands, or something else than a limit is in its way
const ASKED_MS = 2000;

let asked: string | undefined;

function ask(name: string | undefined): void {
  asked = name;
  after(ASKED_MS, () => {
    asked = undefined;
  });
}

const isAskedFor = ({ triggers }: Campaign): boolean =>
  triggers.some(({ on, name }) => on === "event" && name === asked);

// What one asks for is no message too many.
atStart(({ remember }, _engine, world) => {
  const { isTired } = world;
  world.isTired = (campaign) => (isAskedFor(campaign) ? remember().never : isTired(campaign));
});

const draw = BLOCKS.button as Draw;
const { ask: letAnswer } = extras;

BLOCKS.button = (block, scene) => {
  const { id, action, event: name, then } = block;
  if (action !== "event") return draw(block, scene);
  function act(pressed: Block, event: UIEvent): void {
    scene.act(pressed, event);
    if (then === "next") scene.submit();
    // answers that have to be put right first keep the visitor here, and the event is told once
    if (then === "next" && drawn.element.isConnected) return;
    ask(name);
    (window as Page).winback?.("track", name, { campaign: campaignOf(scene.view)?.id, block: id });
    if (then !== "next" && then !== "stay") scene.close("done");
  }
  const drawn = draw(block, { ...scene, act });
  return drawn;
};

/** What goes on is a step's own way to send its answers. */
extras.ask = (form, drawn, scene) =>
  letAnswer?.(
    form,
    drawn.map(([block, one]) => [block.then === "next" ? { ...block, action: "next" } : block, one]),
    scene,
  );
