// How the loader reaches the engine, its second file: when something is wanted of it, or when a person is there.
import { after, all, guarded, listen } from "./boundary";
import { chunk, config } from "./config";
import { law, mayRemember } from "./consent";
import { desk } from "./desk";
import { read, write } from "./storage";

type Engine = ReturnType<typeof import("./director").direct>;

const WARM_MS = 5000;

let engine: Promise<Engine> | undefined;
/** What the page has said before the engine was here. */
type Words =
  | ["call", method: string, args: unknown[]]
  | ["tracked", name: string, ecommerce: object | false, source: string];

export const held: Words[] = [];
const waiting: ((engine: Engine) => void)[] = [];

/** Fetches the engine if it is not here yet, and runs what waited for it first. */
export function withEngine(run?: (engine: Engine) => void): void {
  engine ??= chunk<typeof import("./director")>("engine").then(({ direct }) => direct(desk()));
  if (run) waiting.push(run);
  engine.then(
    guarded((ready) => {
      for (const words of held.splice(0)) guarded(hear)(ready, words);
      for (const run of waiting.splice(0)) guarded(run)(ready);
    }),
    () => {
      engine = undefined; // the next occasion tries again
    },
  );
}

const hear = (engine: Engine, [verb, ...rest]: Words): void => (engine[verb] as (...rest: unknown[]) => void)(...rest);

/** Not worth a request of its own: heard when the engine is there for another reason. */
export function tell(...words: Words): void {
  held.push(words);
  if (engine) withEngine();
}

/** What only matters to an engine that is at work. */
export function ifWarm(run: (engine: Engine) => void): void {
  if (engine) withEngine(run);
}

/** What was not heard on this page is said again on the next one. */
export function keepWords(): void {
  const words = held.splice(0);
  if (words.length && mayRemember()) write("held", [...recalled(), ...words]);
}

export function recallWords(): void {
  held.unshift(...recalled());
  write("held", 0);
}

// what is no list stands alone, and is heard as nothing
const recalled = (): Words[] => ([] as Words[]).concat(read<Words[]>("held") || []);

/** At the first sign of a person, or after a while, what will be wanted is fetched. */
export function warmUp(first: () => void): void {
  const isSaving = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  const warm = () => {
    stop();
    first();
    if (law.chosen?.() || held.length || (config.campaigns.length && !isSaving())) withEngine();
  };
  const signs = "pointerdown pointermove keydown wheel";
  const stop = all(listen(document, signs, warm), after(WARM_MS, warm));
}
