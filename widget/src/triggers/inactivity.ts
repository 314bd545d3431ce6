import { after, all, listen, type Stop } from "../boundary";
import { TRIGGERS, type Watch } from ".";

/** No sign of life for so long while the page is in view. */
export const inactivity: Watch = ({ seconds = 60 }, fire) => {
  let stopTimer: Stop | undefined;
  const restart = () => {
    stopTimer?.();
    stopTimer = after(seconds * 1000, () => {
      if (!document.hidden) fire();
      restart();
    });
  };
  restart();
  return all(listen(document, "pointermove pointerdown keydown scroll visibilitychange", restart), () => stopTimer?.());
};

TRIGGERS.inactivity = inactivity;
