// A field that nobody sees: a value of the page or of the visitor that goes with the answers of its step, and may stand in
// texts.
import type { Block } from "../../config";
import { extras } from "../../extras";
import { facts } from "../../facts";
import { atDesk } from "../desk";
import { el } from "../element";
import { factsOf } from "../logic/facts";
import { BLOCKS } from ".";

const LONGEST = 200;

/** In one line, without what no database keeps; cut between letters, never within one. */
function said({ source, name = "" }: Block): string {
  const from = { variable: "page.var", trait: "trait" }[source as string];
  const desk = atDesk();
  const value = from ? desk && facts(desk)[`${from}.${name}`] : new URLSearchParams(location.search).get(name);
  const line = inWords(value).replace(/[\s\p{Cc}\p{Cs}]+/gu, " ");
  return [...line.trim()].slice(0, LONGEST).join("").trim();
}

/** Whatever a page takes for a trait: only what can be read as words is kept. */
const inWords = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(inWords).filter(Boolean).join(", ")
    : /^(string|number|boolean)$/.test(typeof value)
      ? `${value}`
      : "";

BLOCKS.hidden = (block) => ({
  element: el("span", { hidden: true }),
  read() {
    const value = said(block);
    return value ? { value } : {};
  },
});

const { piping } = extras;

/** Known from the first word on, wherever in the message the field stands. */
extras.piping = (plain, path, steps) => {
  const known = factsOf(path);
  for (const block of steps.flatMap(({ blocks }) => blocks))
    if (block.type === "hidden") known[`answer.${block.id}`] = said(block) || undefined;
  return piping?.(plain, path, steps) ?? plain;
};
