import { sheets } from "../sheets";
import CSS from "./link.css";

/** Buttons that look like a link. */
sheets.push(CSS);
