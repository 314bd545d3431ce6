// Earlier answers in a text: `{{answer.score|no score}}`. What an answer says stays text, whatever it looks like.
import type { Facts } from "../../rules";

const PLACE = /\{\{\s*((?:answer|variable)\.[A-Za-z0-9_-]+)\s*(?:\|([^{}]*))?\}\}/g;

export const pipe = (text: string, facts: Facts): string =>
  text.replace(PLACE, (_, name: string, otherwise = "") => spoken(facts[name]) || otherwise.trim());

/** An answer in words; 0 is one, nothing is none. */
const spoken = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(spoken).filter(Boolean).join(", ")
    : `${(value as { other?: string } | null)?.other ?? value ?? ""}`;
