// The owner's colours, and those that follow from them. Whatever does not match the grammar is left out.
import type { Theme } from "../config";
import { extras } from "../extras";

const isColour = (text?: string): text is string => /^#[\da-f]{6}$/i.test(text ?? "");

// where white and black are told apart equally well from a colour: 4.58 to 1, so the better of them is always enough
const MIDDLE = 0.179;

export function paint(box: HTMLElement, { accent, background, text, radius, font = "", scheme }: Theme): void {
  const isDark = !!extras.isDark?.(scheme);
  const set = (name: string, value?: string) => value && box.style.setProperty(`--${name}`, value);
  box.classList.toggle("dark", isDark);
  // a near-black button on a dark card is no button
  const isSeen = isColour(accent) && !(isDark && brightness(accent) < 0.06);
  const shown = isSeen ? accent : isDark && "#e6e8ec";
  if (shown) {
    const isBlackOn = wantsBlack(shown);
    set("accent", shown);
    set("on", isBlackOn ? "#000" : "#fff");
    set("off", isBlackOn ? "#fff" : "#000");
  }
  // colours that were chosen for a light card would glare where the visitor asked for a dark one
  if (isColour(background) && isColour(text) && !(isDark && scheme === "auto")) {
    set("bg", background);
    set("fg", text);
  }
  if (typeof radius === "number" && radius >= 0 && radius <= 32) set("r", `${radius}px`);
  set("font", extras.fonts?.[font]);
}

/** Whether black is read better than white on this colour. */
export const wantsBlack = (colour: string): boolean => brightness(colour) > MIDDLE;

/** Relative luminance, 0 to 1, by a plain power: as near to WCAG's two-part curve as choosing black or white needs. */
function brightness(colour: string): number {
  const part = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
