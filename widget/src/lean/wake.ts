// When what counts visits is fetched, and what the page says until it is there.
import { guarded, say } from "../boundary";
import { chunk } from "../config";
import { isAsking, mayRemember, maySend } from "../consent";
import { ask } from "./ask";
import { desk, type Lent } from "./desk";
import { remember } from "./instead/visitor";
import { tally } from "./tally";

type Words = [method: string, ...args: unknown[]];

interface Chunk {
  count(lent: Lent): typeof import("./counting");
}

let held: Words[] = [];
let isWanted = false;
let isThere = false;
let isOff = false;

/** As soon as something may be counted. `isLate`: that was not so when the page began. */
export function wake(isLate = false): void {
  if (!mayRemember() && !maySend("page_view")) held = [];
  else if (!isWanted) {
    isWanted = true;
    if (tally.begin) begin(isLate);
    else
      chunk<Chunk>("tally").then(
        guarded(({ count }) => {
          const { visitor } = remember();
          Object.assign(tally, count(desk).counting);
          begin(isLate, visitor);
        }),
        () => {
          isWanted = false; // the next occasion tries again
        },
      );
  }
}

function begin(isLate: boolean, visitor?: string): void {
  if (isOff) return;
  isThere = true;
  tally.begin?.(isLate, visitor);
  for (const words of held.splice(0)) tell(...words);
}

/** What happened before it may be counted is only told to the page. */
export function tell(...words: Words): void {
  const [method, name, properties = {}] = words;
  if (isThere) guarded(tally.hear as (...words: Words) => void)(...words);
  else if (isWanted) held.push(words);
  else if (method === "track") {
    say("track", { name, properties });
    ask();
    // who has refused is asked no more: nothing waits for a yes
  } else if (isAsking() || mayRemember()) held = [...held.filter(([earlier]) => earlier !== method), words];
}

export function silence(): void {
  isOff = true;
  tally.silence?.();
}
