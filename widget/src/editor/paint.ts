// What in the form follows the draft without being drawn anew: the lines of the list, missing texts, contrast.
import type { Theme } from "../config";
import { wantsBlack } from "../message/theme";
import { all } from "./dom";
import { at, type Block, draft } from "./draft";
import { pathOfBlock } from "./structure";
import { isMissing, missingIn, snippetOf, textsOf } from "./texts";
import { view } from "./view";
import { words } from "./words";

export function paint(form: HTMLElement): void {
  if (!draft.value.variants) return;
  for (const row of all("[data-block]", form)) paintRow(row);
  paintLanguages(form);
  for (const look of all("[data-contrast]", form)) paintContrast(look);
}

function paintRow(row: HTMLElement): void {
  const variant = row.closest<HTMLElement>("[data-variant]")?.dataset.variant ?? "";
  const path = pathOfBlock(variant, row.dataset.block as string);
  const block = path && at<Block>(path);
  if (!block) return;
  const line = row.querySelector("[data-snippet]");
  if (line) line.textContent = snippetOf(block, view.language);
  const texts = textsOf(block);
  row.classList.toggle(
    "lacks-text",
    texts.some(({ text }) => isMissing(text, view.language)),
  );
  for (const { at: name, text } of texts) {
    for (const language of draft.value.languages) {
      const field = document.getElementById(`f-${row.id.slice(2)}.${name}.${language}`) as HTMLInputElement | null;
      if (!field) continue;
      const lacks = isMissing(text, language);
      field.classList.toggle("is-missing", lacks);
      field.placeholder = lacks ? (Object.values(text).find(Boolean) ?? "") : "";
    }
  }
}

/** Each language's chip says how many texts it lacks in the variant that is seen. */
function paintLanguages(form: HTMLElement): void {
  const variant = draft.value.variants[view.variant];
  for (const chip of all("[data-show-language]", form)) {
    const count = variant ? missingIn(variant, chip.dataset.showLanguage as string).length : 0;
    const note = chip.querySelector<HTMLElement>("[data-missing]");
    if (!note) continue;
    note.hidden = !count;
    note.textContent = count ? words("missing", { count }) : "";
  }
}

const ENOUGH = 4.5; // WCAG 2.2, 1.4.3
const SEEN = 3; // 1.4.11: that a button is one

function paintContrast(place: HTMLElement): void {
  const theme = at<Theme | undefined>(place.dataset.contrast as string) ?? {};
  const { background = "#ffffff", text = "#1a1c20", accent = "#3b5bdb" } = theme;
  const on = wantsBlack(accent) ? "#000000" : "#ffffff";
  const lines: [string, number, number][] = [
    ["contrastText", contrast(text, background), ENOUGH],
    ["contrastButton", contrast(on, accent), ENOUGH],
    ["contrastEdge", contrast(accent, background), SEEN],
  ];
  for (const [index, [name, ratio, enough]] of lines.entries()) {
    const line = place.children[index] as HTMLElement;
    const isEnough = ratio >= enough;
    line.dataset.enough = String(isEnough);
    // cut, not rounded: 4.49 is not enough and must not read 4.5
    const said = { ratio: (Math.floor(ratio * 100) / 100).toFixed(2), enough };
    line.textContent = `${words(name, said)} ${words(isEnough ? "enough" : "tooLittle", said)}`;
  }
}

/** The ratio of two `#rrggbb`, 1 to 21, as WCAG 2.2 computes it. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
