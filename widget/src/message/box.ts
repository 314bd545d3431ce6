// What a brand kit says of the box itself: how wide it is, how much air is in it, its edge, its shadow, how it comes in.
import { extras } from "../extras";
import CSS from "./box.css";
import { sheets } from "./sheets";

const { darken } = extras;

const MEASURES = { width: "px", padding: "px", border: "px", scrim: "%" } as const;

extras.darken = (box, theme) => {
  // tabs and bars that a message leaves behind wear its colours alone
  if (box.matches(".box")) {
    for (const [name, unit] of Object.entries(MEASURES)) {
      const value = theme[name as keyof typeof MEASURES];
      if (value == null) continue;
      box.style.setProperty(`--k-${name}`, value + unit);
      box.classList.add(`k-${name}`);
    }
    const { shadow, motion } = theme;
    if (shadow) box.classList.add(`s-${shadow}`);
    if (motion) box.classList.add(`m-${motion}`);
  }
  return darken?.(box, theme) ?? theme;
};

sheets.push(CSS);
