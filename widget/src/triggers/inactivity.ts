import { after, listen, type Stop } from "../boundary";
import type { Trigger } from ".";

/** No sign of life for so long while the page is in view. */
export const inactivity: Trigger = ({ seconds = 60 }, fire) => {
  let last = Date.now();
  let stopTimer: Stop;
  const stopListening = listen(document, "pointermove pointerdown keydown scroll visibilitychange", () => {
    last = Date.now();
  });
  const check = () => {
    const left = last + seconds * 1000 - Date.now();
    if (left <= 0 && !document.hidden) {
      fire();
      last = Date.now();
    }
    stopTimer = after(left > 0 ? left : seconds * 1000, check);
  };
  check();
  return () => {
    stopListening();
    stopTimer();
  };
};
