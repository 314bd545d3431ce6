import { extras } from "../extras";
import CSS from "./dark.css";
import { inTheDark } from "./lit";
import { sheets } from "./sheets";

/** For messages that are dark, or follow the visitor. */
extras.darken = (box, theme) => {
  const { scheme, accent: _, background: _b, text: _t, ...rest } = theme;
  const isDark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme:dark)").matches);
  box.classList.toggle("dark", isDark);
  return isDark ? { ...rest, ...inTheDark(theme) } : theme;
};

sheets.push(CSS);
