// Which of the languages that texts have a reader gets. Its meaning in words stands in server/winback/languages.py, in rows
// in tests/cases/language-cases.json; both languages run every row. Linked where a language is more than two letters.
import { extras } from "../extras";
import { language } from "./language";
import { likely } from "./likely";

/** Tags of one language, as pages and texts use them. */
const base = (tag: string) => likely(tag).language?.replace(/^n[bn]$/, "no");

/** The languages that serve who wants these tags, the best first. */
export const order = (wanted: string[], languages: string[]): string[] => [
  ...new Set(wanted.flatMap((tag) => matching(tag, languages))),
];

function matching(tag: string, languages: string[]): string[] {
  const { script, region } = likely(tag);
  const named = `${tag.replaceAll("_", "-")}-`.toLowerCase();
  const rank = (code: string) => {
    const has = likely(code);
    const prefix = `${code}-`.toLowerCase();
    const shared = named.startsWith(prefix) ? prefix.length * 2 : 0;
    return Number(has.script === script) * 1e3 + shared + Number(has.region === region);
  };
  const mine = base(tag);
  const all = languages.filter((code) => mine && base(code) === mine);
  return all.sort((one, other) => rank(other) - rank(one));
}

extras.languages = ({ language: own, tongues = [] }) => [language(), ...order([language(), own], tongues), own];
