// What may go into a field, by the kind of it; text and name are always there. What each takes stands in words in
// server/winback/rules/fields.py, in rows in tests/cases; both languages run every row.
import type { Block, Text } from "../../config";
import type { Reading } from "../blocks/block";

export interface Kind {
  /** The field's own attributes. */
  props: (block: Block) => Record<string, unknown>;
  /** What was typed, which is not nothing; `language` is that of the question. */
  read: (text: string, block: Block, language: string) => Reading;
}

export const KINDS: Record<string, Kind> = {};

/** A word of ours with a limit in the place of `{min}` or `{max}`, as each language writes it. */
export const limited = (word: Text, write: (language: string) => string): Text =>
  Object.fromEntries(
    Object.entries(word).map(([language, said]) => [language, said.replace(/{\w+}/, () => write(language))]),
  );
