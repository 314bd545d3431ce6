// The message that is just being drawn, as whoever stands it somewhere else than on the screen's edge has to know it.
import { extras } from "../extras";
import type { Hooks, View } from "./contract";

let latest: { view: View; hooks: Hooks } | undefined;
let drawn: HTMLElement | undefined;
const { ask } = extras;

extras.ask = (form, blocks, scene) => {
  latest = scene;
  drawn = form;
  ask?.(form, blocks, scene);
};

export const beingDrawn = () => latest;

/** Takes there who has asked for it, be it no dialog, which would do so by itself. */
export function goIn(): void {
  const box = drawn?.closest<HTMLElement>(".box");
  (box?.querySelector("h2") ?? box)?.focus({ preventScroll: true });
}
