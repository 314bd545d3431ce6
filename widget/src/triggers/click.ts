import { listen } from "../boundary";
import { TRIGGERS } from ".";

/** A press on what the selector names, or on anything inside it. */
TRIGGERS.click = ({ selector = "" }, fire) =>
  listen(document, "click", ({ target }: Event) => {
    if ((target as Element).closest?.(selector)) fire();
  });
