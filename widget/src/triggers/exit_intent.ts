// Turning to leave. With a pointer: fast out over the top edge. By touch: a flick back up, coming back to a tab that
// was left; exit_idle.ts has one more. Each can be switched off. Never by history tricks.
import { all, listen, type Stop } from "../boundary";
import type { TriggerOptions } from "../config";
import { pageMs } from "../context";
import { TRIGGERS, type Watch } from ".";

const FIRST_MS = 1000;
const AFTER_PRESS_MS = 500;
const TOP_PX = 10;
const AWAY_MS = 3000;

type Signal = [name: keyof TriggerOptions, isUsual: boolean, watch: (fire: () => void) => Stop];

const BY_POINTER: Signal[] = [["pointer", true, byPointer]];

export const BY_TOUCH: Signal[] = [
  ["flick", true, byFlick],
  ["return", true, byReturn],
];

export const exitIntent: Watch = (options, fire) => {
  const signals = matchMedia("(hover:hover)").matches ? BY_POINTER : BY_TOUCH;
  return all(...signals.filter(([name, isUsual]) => options[name] ?? isUsual).map(([, , watch]) => watch(fire)));
};

TRIGGERS.exit_intent = exitIntent;

function byPointer(fire: () => void): Stop {
  // unknown at first: a pointer that was never inside cannot leave
  let lastY: number | undefined;
  let beforeY: number | undefined;
  let pressedAt = 0;
  return all(
    listen(document, "mousemove", ({ clientY }: MouseEvent) => {
      if (clientY !== lastY) beforeY = lastY;
      lastY = clientY;
    }),
    listen(document, "pointerdown contextmenu", () => {
      pressedAt = Date.now();
    }),
    listen(document, "mouseout", ({ target, relatedTarget, buttons, clientX, clientY }: MouseEvent) => {
      if (relatedTarget) return;
      // nothing is above what is unknown
      const isUpwards = clientY < (lastY as number) || (lastY as number) < (beforeY as number);
      lastY = beforeY = undefined;
      // a list of options, of autocompletions, or a frame is another window: reaching into it is no leaving
      const isLeaving =
        isUpwards &&
        !buttons &&
        clientY <= TOP_PX &&
        clientX > 0 &&
        clientX < innerWidth &&
        pageMs() >= FIRST_MS &&
        Date.now() - pressedAt > AFTER_PRESS_MS &&
        !(target as Element).matches?.("select,option,iframe") &&
        !focused()?.matches("input,textarea,select,iframe,[contenteditable],[role=combobox]");
      if (isLeaving) fire();
    }),
  );
}

/** What is being typed into, also inside the page's own components. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
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

/** Back in a tab that was left for a while: nothing can be shown to someone who is away. */
export function byReturn(fire: () => void): Stop {
  let leftAt = 0;
  return listen(document, "visibilitychange", () => {
    if (document.hidden) leftAt = Date.now();
    else if (leftAt && Date.now() - leftAt >= AWAY_MS) fire();
  });
}
