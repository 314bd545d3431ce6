import { listen } from "../boundary";
import type { Trigger } from ".";

/** A tracked event, ours or the shop's own. */
export const event: Trigger = ({ name }, fire) =>
  listen(document, "winback:track", ({ detail }) => {
    if (detail.name === name) fire();
  });
