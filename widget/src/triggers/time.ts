import { afterVisible } from "../context";
import type { Trigger } from ".";

/** Seconds on the page, not counting those in the background. */
export const time: Trigger = ({ seconds = 30 }, fire) => afterVisible(seconds * 1000, fire);
