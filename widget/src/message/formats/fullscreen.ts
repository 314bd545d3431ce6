// Over the whole page.
import { sheets } from "../sheets";
import { FORMATS } from ".";
import CSS from "./fullscreen.css";
import { modal } from "./modal";

FORMATS.fullscreen = modal;

sheets.push(CSS);
