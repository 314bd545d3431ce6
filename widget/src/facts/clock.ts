// The time where the shop is.
import type { Desk } from "../desk";
import { sources } from "../facts";
import type { Facts } from "../rules";

sources.push(({ config }: Desk) => timeIn(config.zone, Date.now()));

const formats: Record<string, Intl.DateTimeFormat> = {};

/** Nothing where the browser does not know the zone. */
export function timeIn(timeZone: string, now: number): Facts {
  try {
    formats[timeZone] ??= new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone, hourCycle: "h23", weekday: "short", hour: "2-digit" },
      ...{ year: "numeric", month: "2-digit", day: "2-digit", calendar: "gregory", numberingSystem: "latn" },
    } as const);
    const told = formats[timeZone]?.formatToParts(now) ?? [];
    const { hour, weekday = "", year, month, day } = Object.fromEntries(told.map(({ type, value }) => [type, value]));
    return {
      "time.hour": Number(hour),
      "time.weekday": weekday.slice(0, 3).toLowerCase(),
      "time.date": `${year}-${month}-${day}`,
    };
  } catch {
    return {};
  }
}
