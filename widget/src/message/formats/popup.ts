// In the middle of the page.
import { sheets } from "../sheets";
import { FORMATS } from ".";
import { modal } from "./modal";
import CSS from "./popup.css";

FORMATS.popup = modal;

sheets.push(CSS);
