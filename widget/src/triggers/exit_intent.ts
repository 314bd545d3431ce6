// Turning to leave. With a pointer: fast out over the top edge. By touch: a flick back up, or coming back to a tab
// that was left. Never by history tricks.
import { all, listen, type Stop } from "../boundary";
import { pageMs } from "../context";
import type { Trigger } from ".";

const FIRST_MS = 1000;
const AFTER_CLICK_MS = 500;
const TOP_PX = 10;
const AWAY_MS = 3000;

export const exitIntent: Trigger = (_, fire) =>
  matchMedia("(hover:hover)").matches ? byPointer(fire) : all(byFlick(fire), byReturn(fire));

function byPointer(fire: () => void): Stop {
  let y = -1;
  let isRising = false;
  let clickedAt = 0;
  const stopMoves = listen(document, "mousemove", ({ clientY }: MouseEvent) => {
    isRising = clientY < y;
    y = clientY;
  });
  const stopClicks = listen(document, "pointerdown contextmenu", () => {
    clickedAt = Date.now();
  });
  const stopLeaving = listen(document, "mouseout", ({ relatedTarget, buttons, clientX, clientY }: MouseEvent) => {
    // a list of options or of autocompletions is another window, and reaching into it is no leaving: its field has the focus
    const isLeaving =
      !relatedTarget &&
      !buttons &&
      clientY <= TOP_PX &&
      clientX > 0 &&
      clientX < innerWidth &&
      y >= 0 &&
      (isRising || clientY < y) &&
      pageMs() >= FIRST_MS &&
      Date.now() - clickedAt > AFTER_CLICK_MS &&
      !document.activeElement?.matches("input,textarea,select,[contenteditable]");
    y = -1;
    if (isLeaving) fire();
  });
  return all(stopMoves, stopClicks, stopLeaving);
}

/** More than a screen down, then more than half a screen back up in one quick move. */
function byFlick(fire: () => void): Stop {
  let top = scrollY;
  let turnedAt = 0;
  let last = scrollY;
  return listen(window, "scroll", () => {
    if (scrollY >= last) {
      top = scrollY;
      turnedAt = Date.now();
    }
    last = scrollY;
    const distance = top - last;
    if (top < innerHeight || distance < innerHeight * 0.6) return;
    const isQuick = distance / (Date.now() - turnedAt) >= 0.8;
    top = last;
    if (isQuick && pageMs() >= FIRST_MS) fire();
  });
}

/** Back in a tab that was left for a while: nothing can be shown to someone who is away. */
export function byReturn(fire: () => void): Stop {
  let leftAt = Number.POSITIVE_INFINITY;
  return listen(document, "visibilitychange", () => {
    if (!document.hidden && Date.now() - leftAt >= AWAY_MS) fire();
    leftAt = document.hidden ? Date.now() : Number.POSITIVE_INFINITY;
  });
}
