// What in the form follows the draft without being drawn anew: the lines of the list, missing texts, contrast.
import { campaign } from "./campaign";
import { all } from "./dom";
import { at, type Block, draft } from "./draft";
import { pathOfBlock } from "./structure";
import { isMissing, missingIn, snippetOf, textsOf } from "./texts";
import { view } from "./view";
import { words } from "./words";
import { worn } from "./worn";

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

type Colours = typeof import("./colours");
let colours: Colours | undefined;

/** From when on contrast is said. */
export function learn(known: Colours): void {
  colours = known;
}

const paintContrast = (place: HTMLElement) =>
  colours?.say(place, worn(at(place.dataset.contrast as string), campaign.look));
