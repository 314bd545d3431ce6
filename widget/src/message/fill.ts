import CSS from "./fill.css";
import { sheets } from "./sheets";

/** A field to write in. */
sheets.push(CSS);
