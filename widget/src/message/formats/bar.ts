// Along an edge of the page.
import { sheets } from "../sheets";
import { FORMATS } from ".";
import CSS from "./bar.css";
import { beside } from "./beside";

FORMATS.bar = beside;

sheets.push(CSS);
