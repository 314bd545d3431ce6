import { afterVisible } from "../context";
import { TRIGGERS } from ".";

/** Seconds on the page, not counting those in the background. */
TRIGGERS.time = ({ seconds = 30 }, fire) => afterVisible(seconds * 1000, fire);
