// How the loader reaches the engine, its second file: when something is wanted of it, or when a person is there.
import { after, all, guarded, listen } from "./boundary";
import { chunk, config } from "./config";
import { law } from "./consent";
import { desk } from "./desk";
import type { ConsentDesk } from "./extras";

type Engine = ReturnType<typeof import("./director").direct>;

const WARM_MS = 5000;

let engine: Promise<Engine> | undefined;
const held: ((engine: Engine) => void)[] = [];

/** Fetches the engine if it is not here yet, and runs what waited for it first. */
export function withEngine(run?: (engine: Engine) => void): void {
  engine ??= chunk<typeof import("./director")>("engine").then(({ direct }) => direct(desk()));
  if (run) held.push(run);
  engine.then(
    guarded((ready) => {
      for (const waiting of held.splice(0)) guarded(waiting)(ready);
    }),
    () => {
      engine = undefined; // the next occasion tries again
    },
  );
}

/** Not worth a request of its own: done when the engine is there for another reason. */
export function whenWarm(run: (engine: Engine) => void): void {
  if (engine) withEngine(run);
  else held.push(run);
}

/** At the first sign of a person, or after a while, what will be wanted is fetched. */
export function warmUp(first: () => void): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const warm = () => {
    stop();
    first();
    if (law.choice?.()) consult("tab");
    else if (held.length || (config.campaigns.length && !connection?.saveData)) withEngine();
  };
  const signs = "pointerdown pointermove keydown touchstart wheel";
  const stop = all(listen(document, signs, warm), after(WARM_MS, warm));
}

type Rest<Verb> = Verb extends (desk: never, ...rest: infer Given) => unknown ? Given : never;

/** Asks the consent desk, a part of the engine where there is anything to consent to. */
export function consult<Verb extends keyof ConsentDesk>(verb: Verb, ...rest: Rest<ConsentDesk[Verb]>): void {
  withEngine((engine) => engine.consult(verb, ...rest));
}
