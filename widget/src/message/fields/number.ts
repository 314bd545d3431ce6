// A number, written as people do. No field of type number: that one drops the comma of whoever writes 2,5.
import type { Block, Text } from "../../config";
import { locale } from "../locale";
import { own } from "../own";
import { KINDS, limited } from "./kinds";
import { plain } from "./plain";

const NUMBER = own("number");
const WHOLE = own("whole");
const CHECK = own("check");
const AT_LEAST = own("least");
const AT_MOST = own("most");
const LARGEST = 99_999_999_999;

/** NaN where it is none. `point`: the language's own mark of decimals. */
export function numberIn(text: string, point: string): number {
  const said = plain(text);
  const marks: string[] = said.match(/[.,٫]/g) ?? [];
  const last = marks.at(-1) ?? "";
  const isGrouping =
    last !== "٫" &&
    ((marks.length > 1 && marks.every((mark) => mark === last)) ||
      (last !== point && /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(said)));
  const at = last && !isGrouping ? said.lastIndexOf(last) : said.length;
  const before = said.slice(0, at);
  const after = said.slice(at + 1);
  const isWritten = /^[+-]?(\d*|\d{1,3}([.,]\d{2,3})+)$/.test(before) && /^\d*$/.test(after) && /\d/.test(said);
  if (!isWritten || (at < said.length && before.includes(last))) return Number.NaN;
  return Number(`${before.replace(/[.,]/g, "")}.${after || 0}`);
}

const millionths = (number: number): number => Math.round(number * 1e6);

/** The word that refuses the number, and the limit in it; undefined where it is taken. */
export function faultIn(value: number, { min, max, step }: Block): [Text, number?] | undefined {
  if (!(Math.abs(value) <= LARGEST)) return [NUMBER];
  const made = millionths(value);
  if (made / 1e6 !== value || (made - millionths(min ?? 0)) % millionths(step ?? 1)) return [step ? CHECK : WHOLE];
  if (min != null && value < min) return [AT_LEAST, min];
  return max != null && value > max ? [AT_MOST, max] : undefined;
}

/** In the digits that every keyboard has, and in groups from a thousand on: as hosted pages write it. */
export const inWords = (number: number, language: string): string =>
  new Intl.NumberFormat(locale([language]), {
    numberingSystem: "latn",
    maximumFractionDigits: 6,
    useGrouping: true,
  }).format(number);

KINDS.number = {
  props: ({ min, step = 1 }) => ({
    // the keypads of digits have no minus, and without a least a number may have one
    inputmode: (min ?? -1) < 0 ? null : step % 1 ? "decimal" : "numeric",
    autocomplete: null,
  }),
  read(text, block, language) {
    const value = numberIn(text, inWords(1.5, language)[1] as string);
    const [word, limit] = faultIn(value, block) ?? [];
    if (!word) return { value };
    return { error: limited(word, (tongue) => inWords(limit as number, tongue)) };
  },
};
