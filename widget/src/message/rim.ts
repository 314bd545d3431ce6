import CSS from "./rim.css";
import { sheets } from "./sheets";

/** Buttons in nearly the colour of what they stand on. */
sheets.push(CSS);
