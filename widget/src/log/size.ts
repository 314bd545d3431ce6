// What is logged fits what ingest takes: of one that is too large all would be lost. A value that is too long is left out,
// for a part of it would be another value.

const MOST_BYTES = 4000;
const MOST_FACTS = 60;
const LONGEST_TEXT = 300;
const LONGEST_LIST = 50;

type Logged = Record<string, unknown> & { _facts: Record<string, unknown> };

/** The largest facts go first, then the words beside the checks, and campaigns only where they alone are too many:
 *  what is told last goes first. */
export function fitting(logged: Logged): Logged {
  const kept = Object.entries(logged._facts)
    .filter(([, value]) => isShort(value))
    .sort(([, one], [, other]) => bytes(one) - bytes(other))
    .slice(0, MOST_FACTS);
  const made = { ...logged };
  const parts = Object.keys(made);
  for (;;) {
    made._facts = Object.fromEntries(kept);
    if (bytes(made) <= MOST_BYTES) return made;
    if (!kept.pop()) delete made[parts.pop() as string];
  }
}

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

function isShort(value: unknown): boolean {
  const all = [value].flat();
  return (
    all[LONGEST_LIST] == null &&
    all.every((one) => value === null || (typeof one !== "object" && `${one}`.length <= LONGEST_TEXT))
  );
}
