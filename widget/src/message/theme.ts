// The owner's colours, and those that follow from them. Whatever does not match the grammar is left out.
import type { Theme } from "../config";

const FONTS: Record<string, string> = {
  serif: 'ui-serif,Georgia,"Nanum Myeongjo",serif',
  mono: "ui-monospace,Menlo,Consolas,monospace",
};

const isColour = (text?: string): text is string => /^#[\da-f]{6}$/i.test(text ?? "");

export function paint(box: HTMLElement, theme: Theme): void {
  const { accent, background, text, radius, font, scheme } = theme;
  const isDark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme:dark)").matches);
  const set = (name: string, value: string | undefined) => value && box.style.setProperty(`--${name}`, value);
  box.classList.toggle("dark", isDark);
  // a near-black button on a dark card is no button
  if (isColour(accent) && !(isDark && brightness(accent) < 0.06)) {
    set("accent", accent);
    set("on", brightness(accent) > 0.36 ? "#14161a" : "#fff");
  } else if (isDark) {
    set("accent", "#e6e8ec");
    set("on", "#14161a");
  }
  // colours that were chosen for a light card would glare where the visitor asked for a dark one
  if (isColour(background) && isColour(text) && !(isDark && scheme === "auto")) {
    set("bg", background);
    set("fg", text);
  }
  if (typeof radius === "number" && radius >= 0 && radius <= 32) set("r", `${radius}px`);
  set("font", FONTS[font ?? ""]);
}

/** Relative luminance as WCAG defines it, 0 to 1. */
function brightness(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
