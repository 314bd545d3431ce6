// The words that are ours: the way out, what a field misses. The server has them in many languages, and an owner may change
// them; where it links, it puts them in the place of the call, in the languages of the site. Elsewhere they are learnt.
import type { Text } from "../config";

export type Word =
  | "address"
  | "agree"
  | "answer"
  | "check"
  | "choose"
  | "choose_at_most"
  | "close"
  | "copied"
  | "copy"
  | "earliest"
  | "fill"
  | "good_until"
  | "latest"
  | "least"
  | "most"
  | "next"
  | "no_code"
  | "number"
  | "other"
  | "phone"
  | "pick"
  | "privacy"
  | "progress"
  | "tick"
  | "time_left"
  | "whole"
  | "write"
  | "your_code";

export type Words = Partial<Record<Word, Text>>;

const known: Words = {};

/** The same text for each call, so that what is learnt later is said too. */
export function own(word: Word): Text {
  known[word] ??= {};
  return known[word];
}

export function learn(words: Words = {}): void {
  for (const [word, text] of Object.entries(words)) Object.assign(own(word as Word), text);
}
