// How a text finds its language.
import type { Step, Text } from "../config";
import { own } from "./own";

export const CLOSE = own("close");

export type Say = (text: Text | undefined) => string;

/** The language that the message is really in: what `lang` must say, whatever the page's own is. */
export const spoken = (languages: string[], text: Text = {}): string =>
  languages.find((language) => text[language]) ?? Object.keys(text)[0] ?? "en";

/** The same of a whole step: a question may be all that it says, or a picture's words. */
export const spokenIn = (languages: string[], { blocks }: Step): string =>
  spoken(languages, Object.assign({}, ...blocks.map(({ text, label, alt }) => text ?? label ?? alt).reverse()));

/** The page's language, its base, the site's default, then whatever there is. */
export const speaker =
  (languages: string[]): Say =>
  (text = {}) =>
    text[spoken(languages, text)] ?? "";
