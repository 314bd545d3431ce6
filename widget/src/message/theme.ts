// The owner's colours, and those that follow from them. Whatever does not match the grammar is left out.
import type { Theme } from "../config";
import { extras } from "../extras";

export const isColour = (text?: string): text is string => /^#[\da-f]{6}$/i.test(text as string);

// where white and black are told apart equally well from a colour: 4.58 to 1, so the better of them is always enough
const MIDDLE = 0.179;

export function paint(box: HTMLElement, theme: Theme): void {
  const { accent, background, text, radius, font = "" } = extras.darken?.(box, theme) ?? theme;
  const set = (name: string, value?: string) => value && box.style.setProperty(`--${name}`, value);
  if (isColour(accent)) {
    const isBlackOn = wantsBlack(accent);
    set("accent", accent);
    set("on", isBlackOn ? "#000" : "#fff");
    set("off", isBlackOn ? "#fff" : "#000");
  }
  if (isColour(background) && isColour(text)) {
    set("bg", background);
    set("fg", text);
  }
  if ((radius as number) >= 0 && (radius as number) <= 32) set("r", `${radius}px`);
  set("font", extras.fonts?.[font]);
}

/** Whether black is read better than white on this colour. */
export const wantsBlack = (colour: string): boolean => brightness(colour) > MIDDLE;

/** Relative luminance, 0 to 1, by a plain power: as near to WCAG's two-part curve as choosing black or white needs. */
export function brightness(colour: string): number {
  const part = (at: number) => (Number(`0x${colour.slice(at, at + 2)}`) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
