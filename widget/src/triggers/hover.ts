import { after, all, listen, type Stop } from "../boundary";
import { TRIGGERS } from ".";

const STAY_MS = 300;

/** A pointer that rests on what the selector names; one that only crosses it does not count, nor does a finger. */
TRIGGERS.hover = ({ selector = "" }, fire) => {
  let over: Element | null | false | undefined;
  let stopTimer: Stop = () => {};
  const stop = listen(document, "pointerover", ({ target, pointerType }: PointerEvent) => {
    const found = pointerType !== "touch" && (target as Element).closest?.(selector);
    if (found === over) return;
    over = found;
    stopTimer();
    if (found) stopTimer = after(STAY_MS, fire);
  });
  return all(stop, () => stopTimer());
};
