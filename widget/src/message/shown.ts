// The message that is just being drawn, as whoever stands it somewhere else than on the screen's edge has to know it.
import { extras } from "../extras";
import type { Hooks, View } from "./contract";

let latest: { view: View; hooks: Hooks } | undefined;
const { ask } = extras;

extras.ask = (form, drawn, scene) => {
  latest = scene;
  ask?.(form, drawn, scene);
};

export const beingDrawn = () => latest;
