// Where the owner's colours are so near to each other that what is mixed of them could hardly be read.
import { extras } from "../extras";
import "./rim";
import { painted, shades } from "./shades";

const { darken } = extras;

extras.darken = (box, theme) => {
  const made = darken?.(box, theme) ?? theme;
  const mended = shades(painted(theme, box.classList.contains("dark")));
  for (const [name, colour] of Object.entries(mended)) box.style.setProperty(`--${name}`, colour);
  return made;
};
