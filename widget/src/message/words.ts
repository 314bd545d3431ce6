// How a text finds its language. The few words that are ours stand where they are said.
import type { Text } from "../config";

export const CLOSE = { en: "Close", ko: "닫기" };

export type Say = (text: Text | undefined) => string;

/** The page's language, its base, the site's default, then whatever there is. */
export const speaker =
  (languages: string[]): Say =>
  (text = {}) =>
    languages.map((language) => text[language]).find(Boolean) ?? Object.values(text)[0] ?? "";

/** The language that the message is really in: what `lang` must say, whatever the page's own is. */
export const spoken = (languages: string[], text: Text = {}): string =>
  languages.find((language) => text[language]) ?? Object.keys(text)[0] ?? "en";
