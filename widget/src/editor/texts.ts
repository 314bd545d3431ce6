// The texts of a message, and those that a language lacks.
import type { Block, Option, Variant } from "../config";
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

/** What only those hear who don't see a picture: it is written in its field alone, too. */
const OF_PICTURE = ".image.alt";

export const isUnseen = ({ at }: Place): boolean => at === RICH || at.endsWith(OF_PICTURE);

const wordsOf = (rich: NonNullable<Block["rich"]>): Text =>
  Object.fromEntries(Object.entries(rich).map(([language, parts]) => [language, plain(parts)]));

export const textsOf = (block: Block): Place[] => [
  ...NAMES.flatMap((name) => {
    const text = block[name];
    return text && !(name === "text" && block.rich) ? [{ block, at: name, text }] : [];
  }),
  ...(block.rich ? [{ block, at: RICH, text: wordsOf(block.rich) }] : []),
  ...(block.options ?? []).flatMap((option, index) => textsOfOption(option, `options.${index}`, block)),
];

const textsOfOption = ({ text, image }: Option, at: string, block: Block): Place[] => [
  { block, at: `${at}.text`, text },
  ...(image?.alt ? [{ block, at: `${at}${OF_PICTURE}`, text: image.alt }] : []),
];

/** Said in some language, and not in this one. */
export const isMissing = (text: Text, language: string): boolean =>
  !text[language]?.trim() && Object.values(text).some((said) => said.trim());

export const missingIn = (variant: Variant, language: string): Place[] =>
  variant.steps.flatMap(({ blocks }) => blocks.flatMap(textsOf)).filter(({ text }) => isMissing(text, language));

/** What a block says, for a line in a list. The address of a picture of the library says nothing to anybody. */
export function snippetOf(block: Block, language: string): string {
  const text = (block.rich ? wordsOf(block.rich) : block.text) ?? block.label ?? block.alt ?? {};
  return text[language] || Object.values(text).find(Boolean) || (block.picture ? "" : block.src) || "";
}
