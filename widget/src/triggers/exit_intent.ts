// Turning to leave. With a pointer: fast out over the top edge. By touch: a flick back up, or coming back to a tab
// that was left. Never by history tricks.
import { all, listen, type Stop } from "../boundary";
import { pageMs } from "../context";
import { TRIGGERS, type Trigger } from ".";

const FIRST_MS = 1000;
const AFTER_PRESS_MS = 500;
const TOP_PX = 10;
const AWAY_MS = 3000;

export const exitIntent: Trigger = (_, fire) =>
  matchMedia("(hover:hover)").matches ? byPointer(fire) : all(byFlick(fire), byReturn(fire));

function byPointer(fire: () => void): Stop {
  let lastY = Number.NaN; // unknown: a pointer that was never inside cannot leave
  let pressedAt = 0;
  const stopMoves = listen(document, "mousemove", ({ clientY }: MouseEvent) => {
    lastY = clientY;
  });
  const stopPresses = listen(document, "pointerdown contextmenu", () => {
    pressedAt = Date.now();
  });
  const stopLeaving = listen(document, "mouseout", ({ relatedTarget, buttons, clientX, clientY }: MouseEvent) => {
    // a list of options or of autocompletions is another window, and reaching into it is no leaving: its field has the focus
    const isLeaving =
      !relatedTarget &&
      !buttons &&
      clientY <= TOP_PX &&
      clientY <= lastY &&
      clientX > 0 &&
      clientX < innerWidth &&
      pageMs() >= FIRST_MS &&
      Date.now() - pressedAt > AFTER_PRESS_MS &&
      !document.activeElement?.matches("input,textarea,select,[contenteditable]");
    if (!relatedTarget) lastY = Number.NaN;
    if (isLeaving) fire();
  });
  return all(stopMoves, stopPresses, stopLeaving);
}

/** More than a screen down, then more than half a screen back up in one quick move. */
function byFlick(fire: () => void): Stop {
  let lowest = 0;
  let turnedAt = 0;
  return listen(window, "scroll", () => {
    const distance = lowest - scrollY;
    if (distance <= 0) {
      lowest = scrollY;
      turnedAt = Date.now();
    }
    if (lowest < innerHeight || distance < innerHeight * 0.6) return;
    lowest = scrollY;
    if (distance / (Date.now() - turnedAt) >= 0.8 && pageMs() >= FIRST_MS) fire();
  });
}

TRIGGERS.exit_intent = exitIntent;

/** Back in a tab that was left for a while: nothing can be shown to someone who is away. */
export function byReturn(fire: () => void): Stop {
  let leftAt = Number.POSITIVE_INFINITY;
  return listen(document, "visibilitychange", () => {
    if (!document.hidden && Date.now() - leftAt >= AWAY_MS) fire();
    leftAt = document.hidden ? Date.now() : Number.POSITIVE_INFINITY;
  });
}
