// In a corner of the page; on a phone along its bottom.
import { sheets } from "../sheets";
import { FORMATS } from ".";
import { beside } from "./beside";
import CSS from "./slide_in.css";

FORMATS.slide_in = beside;

sheets.push(CSS);
