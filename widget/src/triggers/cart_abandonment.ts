import { all } from "../boundary";
import { TRIGGERS } from ".";
import { byReturn, exitIntent } from "./exit_intent";
import { inactivity } from "./inactivity";

/** Turning to leave, standing still, or coming back from elsewhere. Whether there is a cart is the engine's to say. */
TRIGGERS.cart_abandonment = ({ on, idle_seconds = 60 }, fire) =>
  all(exitIntent({ on }, fire), inactivity({ on, seconds: idle_seconds }, fire), byReturn(fire));
