// What begins with the engine: it may tell it that something has changed, or stand before one of its verbs.
import { extras } from "./extras";

export function atStart(begin: NonNullable<typeof extras.begins>): void {
  const before = extras.begins;
  extras.begins = (...given) => {
    before?.(...given);
    begin(...given);
  };
}
