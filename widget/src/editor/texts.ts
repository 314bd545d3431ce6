// The texts of a message, and those that a language lacks.
import type { Block, Variant } from "../config";
import { plain } from "./rich";

export type Text = Record<string, string>;

export interface Place {
  block: Block;
  /** Where in the block, as `text` or `options.0.text`. */
  at: string;
  text: Text;
}

const NAMES = ["text", "label", "low", "high", "placeholder", "consent_text", "copied", "alt", "end", "empty"] as const;

/** A text with more than words: it is written in its field alone. */
export const RICH = "rich";

const wordsOf = (rich: NonNullable<Block["rich"]>): Text =>
  Object.fromEntries(Object.entries(rich).map(([language, parts]) => [language, plain(parts)]));

export const textsOf = (block: Block): Place[] => [
  ...NAMES.flatMap((name) => {
    const text = block[name];
    return text && !(name === "text" && block.rich) ? [{ block, at: name, text }] : [];
  }),
  ...(block.rich ? [{ block, at: RICH, text: wordsOf(block.rich) }] : []),
  ...(block.options ?? []).map(({ text }, index) => ({ block, at: `options.${index}.text`, text })),
];

/** Said in some language, and not in this one. */
export const isMissing = (text: Text, language: string): boolean =>
  !text[language]?.trim() && Object.values(text).some((said) => said.trim());

export const missingIn = (variant: Variant, language: string): Place[] =>
  variant.steps.flatMap(({ blocks }) => blocks.flatMap(textsOf)).filter(({ text }) => isMissing(text, language));

/** What a block says, for a line in a list. */
export function snippetOf(block: Block, language: string): string {
  const text = (block.rich ? wordsOf(block.rich) : block.text) ?? block.label ?? block.alt ?? {};
  return text[language] || Object.values(text).find(Boolean) || block.src || "";
}
