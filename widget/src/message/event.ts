// A button that tells the page and the server of an event of the shop's own; then the message closes, goes on or stays.
import type { Block } from "../config";
import { extras } from "../extras";
import { BLOCKS } from "./blocks";
import type { Draw } from "./blocks/block";
import { campaignOf } from "./desk";

type Page = { winback?: (method: "track", name?: string, properties?: object) => void };

const draw = BLOCKS.button as Draw;
const { ask } = extras;

BLOCKS.button = (block, scene) => {
  const { id, action, event: name, then } = block;
  if (action !== "event") return draw(block, scene);
  function act(pressed: Block, event: UIEvent): void {
    scene.act(pressed, event);
    if (then === "next") scene.submit();
    // answers that have to be put right first keep the visitor here, and the event is told once
    if (then === "next" && drawn.element.isConnected) return;
    (window as Page).winback?.("track", name, { campaign: campaignOf(scene.view)?.id, block: id });
    if (then !== "next" && then !== "stay") scene.close("done");
  }
  const drawn = draw(block, { ...scene, act });
  return drawn;
};

/** What goes on is a step's own way to send its answers. */
extras.ask = (form, drawn, scene) =>
  ask?.(
    form,
    drawn.map(([block, one]) => [block.then === "next" ? { ...block, action: "next" } : block, one]),
    scene,
  );
