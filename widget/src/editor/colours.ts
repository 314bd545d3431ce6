// For the editor and its preview: how well a message's colours can be read, and what is mended of them.
import type { Theme } from "../config";
import RIM from "../message/rim.css";
import { contrast, type Paint, painted, shades, veilOf } from "../message/shades";
import { wantsBlack } from "../message/theme";
import { words } from "./words";

/** In the preview, what message/readable.ts does on a site. */
export function mend(root: ShadowRoot, theme: Theme): void {
  const box = root.querySelector<HTMLElement>(".box") as HTMLElement;
  const paint = painted(theme, box.classList.contains("dark"));
  const mended = shades(paint);
  for (const [name, colour] of Object.entries(mended)) box.style.setProperty(`--${name}`, colour);
  for (const name of ["--day", "--night"]) box.style.setProperty(name, `${veilOf(paint)}%`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RIM);
  root.adoptedStyleSheets.push(sheet);
}

const ENOUGH = 4.5; // WCAG 2.2, 1.4.3
const SEEN = 3; // 1.4.11: that a button is one

/** Says in the place's lines how well the theme can be read, on light screens or on dark ones, whichever it is for. */
export function say(place: HTMLElement, theme: Theme): void {
  const isDark = place.dataset.palette === "dark";
  for (const [index, [name, ratio, enough]] of ratios(painted(theme, isDark)).entries()) {
    const line = place.children[index] as HTMLElement;
    const isEnough = ratio >= enough;
    line.dataset.enough = String(isEnough);
    // cut, not rounded: 4.49 is not enough and must not read 4.5
    const said = { ratio: (Math.floor(ratio * 100) / 100).toFixed(2), enough };
    line.textContent = `${words(name, said)} ${words(isEnough ? "enough" : "tooLittle", said)}`;
  }
}

/** The name of each sentence, its ratio and what is enough. What is mixed of the colours is never harder to read. */
const ratios = ({ text, background, accent }: Paint): [string, number, number][] => [
  ["contrastText", contrast(text, background), ENOUGH],
  ["contrastButton", contrast(wantsBlack(accent) ? "#000000" : "#ffffff", accent), ENOUGH],
  ["contrastEdge", contrast(accent, background), SEEN],
];
