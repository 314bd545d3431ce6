// The colours of a message that nobody chose: each a share of the text's colour in another. As targeting/shades.py.
import type { Theme } from "../config";
import { inTheDark } from "./lit";
import { isColour } from "./theme";

/** What a message is painted in: the owner's colours, or the sheet's own. */
export interface Paint {
  background: string;
  text: string;
  accent: string;
  /** Of what has to be put right. */
  bad: string;
}

/** As message.css and dark.css have them. */
const LIGHT: Paint = { background: "#ffffff", text: "#1a1c20", accent: "#3b5bdb", bad: "#b42318" };
const DARK: Paint = { background: "#1c1e23", text: "#f1f2f4", accent: "#e6e8ec", bad: "#ff9d92" };

/** A theme on a light screen or a dark one, as theme.ts and dark.ts take it: a background or a text alone is left out. */
export function painted(theme: Theme, isDark: boolean): Paint {
  const { accent, background, text } = isDark ? inTheDark(theme) : theme;
  return {
    ...(isDark ? DARK : LIGHT),
    ...(isColour(accent) && { accent }),
    ...(isColour(background) && isColour(text) && { background, text }),
  };
}

/** On light screens, on dark ones, or on both, as the theme says. */
export const paintsOf = (theme: Theme): Paint[] =>
  [false, true]
    .filter((isDark) => theme.scheme === "auto" || isDark === (theme.scheme === "dark"))
    .map((isDark) => painted(theme, isDark));

const READ = 4.5; // WCAG 2.2, 1.4.3
const SEEN = 3; // 1.4.11
const HARDLY = 1.25; // a button so near to what it stands on gets an edge, whatever stands on it

/**
 * Those that the sheet would mix too near to what they stand on, as custom properties by name: mixed with as much more
 * of the text's colour as it takes. Nothing where all can be read as they are.
 */
export function shades({ background, text, accent, bad }: Paint): Record<string, string> {
  const made: Record<string, string> = {};
  const mended = (name: string, from: string, usual: number, enough: number, ...grounds: string[]) => {
    let share = usual;
    const colour = () => mix(text, share, from);
    while (share < 100 && grounds.some((on) => contrast(colour(), on) < enough)) share++;
    if (share > usual) made[name] = colour();
    return colour();
  };
  let tint = mix(text, 5, background);
  for (let share = 4; share >= 0 && contrast(text, tint) < READ; share--)
    made.tint = tint = mix(text, share, background);
  mended("soft", background, 72, READ, background, tint);
  mended("ink", accent, 30, READ, background);
  mended("bad", bad, 0, READ, background);
  const edge = mended("edge", background, 52, SEEN, background);
  if (contrast(accent, background) < HARDLY) made.rim = edge;
  return made;
}

/**
 * How well the text is read at the worst where so many percent of the background's colour lie over a picture, whatever is
 * in that: 1 to 21. Of a text between the darkest and the lightest of it some pixel has the very colour.
 */
export function overPicture({ background, text }: Paint, share: number): number {
  const [dark, light] = ["#000000", "#ffffff"].map((end) => mix(background, share, end)) as [string, string];
  const ratios = [contrast(text, dark), contrast(text, light)];
  return Math.max(...ratios) > contrast(dark, light) || dark === light ? Math.min(...ratios) : 1;
}

/** As little of it as the text can be read with, whatever the picture. */
export function veilOf(paint: Paint): number {
  let share = 0;
  while (share < 100 && overPicture(paint, share) < READ) share++;
  return share;
}

/** So many percent of one `#rrggbb` in another. */
function mix(one: string, share: number, other: string): string {
  const part = (at: number) => {
    const mixed = channel(one, at) * share + channel(other, at) * (100 - share);
    return Math.floor(mixed / 100 + 0.5)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}

const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);

/** The ratio of two `#rrggbb`, 1 to 21, as WCAG 2.2 computes it. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const part = (at: number) => {
    const value = channel(colour, at) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
