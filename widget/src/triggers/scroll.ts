import { listen } from "../boundary";
import { scrollPct } from "../context";
import { TRIGGERS } from ".";

/** Only scrolling the page asks: one that fits the screen is not 100 % read on arrival, nor once a list in it is moved. */
TRIGGERS.scroll = ({ percent = 50 }, fire) => {
  const stop = listen(window, "scroll", () => {
    if (!scrollY || scrollPct() < percent) return;
    stop();
    fire();
  });
  return stop;
};
