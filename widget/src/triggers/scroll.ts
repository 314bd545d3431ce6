import { listen } from "../boundary";
import { scrollPct } from "../context";
import { TRIGGERS } from ".";

/** Only scrolling asks: a page that fits the screen is not 100 % read on arrival. */
TRIGGERS.scroll = ({ percent = 50 }, fire) => {
  const stop = listen(window, "scroll", () => {
    if (scrollPct() < percent) return;
    stop();
    fire();
  });
  return stop;
};
