// A day out of the browser's own calendar.
import type { Block, Text } from "../../config";
import { locale } from "../locale";
import { own } from "../own";
import { KINDS, limited } from "./kinds";

const CHECK = own("check");
const NOT_BEFORE = own("earliest");
const NOT_AFTER = own("latest");

/** The word that refuses the day, and the limit in it; undefined where it is taken. */
export function dayFaultIn(day: string, { earliest, latest }: Block): [Text, string?] | undefined {
  if (!isDay(day)) return [CHECK];
  if (earliest && day < earliest) return [NOT_BEFORE, earliest];
  return latest && day > latest ? [NOT_AFTER, latest] : undefined;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  // the 30th of February is the 2nd of March to some
  return time >= FIRST && new Date(time).toISOString().startsWith(text);
}

/** The year 1, where Python's calendar begins. */
const FIRST = -62135596800000;

/** In the calendar that the field itself has, whatever else the language's countries count in. */
export const dayIn = (day: string, language: string): string =>
  new Intl.DateTimeFormat(locale([language]), {
    calendar: "gregory",
    numberingSystem: "latn",
    dateStyle: "medium",
    timeZone: "UTC",
  }).format(Date.parse(day));

KINDS.date = {
  // with a latest day no browser takes a year of five digits
  props: ({ earliest, latest = "9999-12-31" }) => ({ type: "date", min: earliest, max: latest }),
  read(value, block) {
    const [word, limit] = dayFaultIn(value, block) ?? [];
    if (!word) return { value };
    return { error: limited(word, (language) => dayIn(limit as string, language)) };
  },
};
