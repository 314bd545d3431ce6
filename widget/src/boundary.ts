// Nothing of ours is thrown into the host page: whatever the page calls goes through here. Ten strikes within five
// minutes, and everything of ours leaves it: see unload.ts.
import { chunk, config } from "./config";

export type Stop = () => void;

/** What takes longer is felt. */
const LONG_MS = 200;
const MOST = 10;
const BORNE_MS = 3e5;

/** Each error, and a number for each task that took so long that it was felt. */
export type Strikes = (string | number)[];

const strikes: Strikes = [];
/** What was taken by the page's own, or is accounted for already. */
let aside = 0;
const clock = () => Date.now() - aside;

/** Once it is aborted, nothing of ours hears or runs any more. */
export const life = new AbortController();

function spend(cost: string | number): void {
  // a shop of a single page stays open all day: what it has borne is not held against us for good
  setTimeout(() => strikes.shift(), BORNE_MS);
  if (strikes.push(cost) === MOST)
    chunk<typeof import("./debug")>("debug")
      .then(({ unload }) => unload(config, chunk, strikes, life))
      .catch(caught);
}

/** An error reaches whoever listens for `winback:error` (tests, a developer), never the page or its console. */
export function caught(error: unknown): void {
  const message = `${error}`;
  say("error", { message });
  // a selector that is none and JSON that is none are the owner's: what reads them goes on without
  if (!/^Syn/.test(message)) spend(message);
}

export function say(name: string, detail: unknown): void {
  const began = clock();
  document.dispatchEvent(new CustomEvent(`winback:${name}`, { detail }));
  aside += clock() - began;
}

export const guarded =
  <A extends unknown[], R>(run: (...args: A) => R) =>
  (...args: A): R | undefined => {
    if (life.signal.aborted) return;
    const began = clock();
    try {
      const result = run(...args);
      // whatever the page takes for a promise
      (result as Partial<Promise<R>>)?.catch?.(caught);
      return result;
    } catch (error) {
      caught(error);
    } finally {
      const took = clock() - began;
      if (took > LONG_MS) {
        aside += took;
        spend(LONG_MS);
      }
    }
  };

// biome-ignore lint/suspicious/noExplicitAny: the event's type follows from its name, which is a list here
type Listener = (event: any) => void;

/** Listens for each of the space-separated types: passive, and in the capture phase, so that no page can hide them. */
export function listen(target: EventTarget, types: string, run: Listener): Stop {
  const hear = guarded(run);
  const each = (verb: "addEventListener" | "removeEventListener") => {
    for (const type of types.split(" "))
      target[verb](type, hear, { passive: true, capture: true, signal: life.signal });
  };
  each("addEventListener");
  return () => each("removeEventListener");
}

export function after(ms: number, run: () => void): Stop {
  const timer = setTimeout(guarded(run), ms);
  return () => clearTimeout(timer);
}

export const all =
  (...stops: Stop[]): Stop =>
  () => {
    for (const stop of stops) stop();
  };
