import { extras } from "../extras";
import CSS from "./dark.css";
import { sheets } from "./sheets";

/** For messages that are dark, or follow the visitor. */
extras.isDark = (scheme) =>
  scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme:dark)").matches);

sheets.push(CSS);
