import { after, listen, type Stop } from "../boundary";
import { TRIGGERS, type Trigger } from ".";

/** No sign of life for so long while the page is in view. */
export const inactivity: Trigger = ({ seconds = 60 }, fire) => {
  let stopTimer: Stop | undefined;
  const restart = () => {
    stopTimer?.();
    stopTimer = after(seconds * 1000, () => {
      if (!document.hidden) fire();
      restart();
    });
  };
  restart();
  const stopListening = listen(document, "pointermove pointerdown keydown scroll visibilitychange", restart);
  return () => {
    stopListening();
    stopTimer?.();
  };
};

TRIGGERS.inactivity = inactivity;
