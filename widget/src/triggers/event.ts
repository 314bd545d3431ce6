import { listen } from "../boundary";
import { TRIGGERS } from ".";

/** A tracked event, ours or the shop's own. */
TRIGGERS.event = ({ name }, fire) =>
  listen(document, "winback:track", ({ detail }) => {
    if (detail.name === name) fire();
  });
