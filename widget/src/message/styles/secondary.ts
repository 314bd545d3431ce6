import { sheets } from "../sheets";
import CSS from "./secondary.css";

/** Buttons beside the one that matters. */
sheets.push(CSS);
