import { extras } from "../extras";
import CSS from "./dark.css";
import { sheets } from "./sheets";
import { brightness, isColour } from "./theme";

/** For messages that are dark, or follow the visitor. */
extras.darken = (box, theme) => {
  const { scheme, accent, background = "", ...rest } = theme;
  const follows = scheme === "auto";
  const isDark = scheme === "dark" || (follows && matchMedia("(prefers-color-scheme:dark)").matches);
  box.classList.toggle("dark", isDark);
  if (!isDark) return theme;
  return {
    ...rest,
    // a near-black button on a dark card is no button
    accent: isColour(accent) && brightness(accent) >= 0.06 ? accent : "#e6e8ec",
    // colours that were chosen for a light card would glare where the visitor asked for a dark one
    background: follows ? "" : background,
  };
};

sheets.push(CSS);
