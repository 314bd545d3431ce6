import { sheets } from "./sheets";
import CSS from "./tick.css";

/** A box to tick, with its words. */
sheets.push(CSS);
