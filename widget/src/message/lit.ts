import type { Palette, Theme } from "../config";
import { brightness, isColour } from "./theme";

/** What is worn where a message is dark. */
export const inTheDark = ({ scheme, accent, background, text, dark }: Theme): Palette => ({
  // a near-black button on a dark card is no button
  accent: isColour(accent) && brightness(accent) >= 0.06 ? accent : "#e6e8ec",
  // colours that were chosen for a light card would glare where the visitor asked for a dark one
  ...(scheme !== "auto" && { background, text }),
  // unless the owner has said what is worn there
  ...dark,
});
