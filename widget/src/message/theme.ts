// The owner's colours, and those that follow from them. Whatever does not match the grammar is left out.
import type { Theme } from "../config";

const FONTS: Record<string, string> = {
  serif: 'ui-serif,Georgia,"Nanum Myeongjo",serif',
  mono: "ui-monospace,Menlo,Consolas,monospace",
};

const isColour = (text?: string): text is string => /^#[\da-f]{6}$/i.test(text ?? "");

export function paint(box: HTMLElement, { accent, background, text, radius, font, scheme = "light" }: Theme): void {
  const isDark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme:dark)").matches);
  const set = (name: string, value: string | undefined) => value && box.style.setProperty(`--${name}`, value);
  box.classList.toggle("dark", isDark);
  if (isColour(accent)) {
    set("accent", accent);
    set("on", brightness(accent) > 0.36 ? "#14161a" : "#fff");
  }
  // on a dark screen, colours that were chosen for a light one would glare
  const fits = (colour?: string): colour is string =>
    isColour(colour) && scheme !== "auto" ? true : isColour(colour) && !isDark;
  if (fits(background) && fits(text)) {
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
