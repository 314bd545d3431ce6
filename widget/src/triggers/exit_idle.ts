import { listen, type Stop } from "../boundary";
import { BY_TOUCH } from "./exit_intent";
import { inactivity } from "./inactivity";

const SECONDS = 30;

/** Looked around, then put the phone down: for campaigns that count this as turning to leave. */
const byIdle = (fire: () => void): Stop => {
  let stop = listen(document, "scroll touchend", () => {
    stop();
    stop = inactivity({ on: "", seconds: SECONDS }, fire);
  });
  return () => stop();
};

BY_TOUCH.push(["idle", false, byIdle]);
