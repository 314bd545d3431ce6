// What is logged stays small: a value that is too long is left out, for a part of it would be another value.

const MOST_BYTES = 4000;
const LONGEST_TEXT = 300;
const LONGEST_LIST = 50;

type Logged = Record<string, unknown> & { _facts: Record<string, unknown> };

export function fitting(logged: Logged): Logged {
  const kept = Object.entries(logged._facts).filter(([, value]) => isShort(value));
  kept.sort(([, one], [, other]) => bytes(one) - bytes(other));
  let made = { ...logged, _facts: Object.fromEntries(kept) };
  while (kept.length && bytes(made) > MOST_BYTES) {
    kept.pop();
    made = { ...logged, _facts: Object.fromEntries(kept) };
  }
  return made;
}

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const isShort = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length <= LONGEST_LIST && value.every((one) => typeof one !== "object" && isShort(one))
    : typeof value !== "object"
      ? `${value}`.length <= LONGEST_TEXT
      : value === null;
