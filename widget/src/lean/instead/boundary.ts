// Nothing of ours is thrown into the host page. A question of consent has to stay, so no errors are too many here.

export type Stop = () => void;

/** An error reaches whoever listens for `winback:error` (tests, a developer), never the page or its console. */
export const caught = (error: unknown): void => say("error", { message: `${error}` });

export function say(name: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(`winback:${name}`, { detail }));
}

export const guarded =
  <A extends unknown[], R>(run: (...args: A) => R) =>
  (...args: A): R | undefined => {
    try {
      const result = run(...args);
      if (result instanceof Promise) result.catch(caught);
      return result;
    } catch (error) {
      caught(error);
    }
  };

// biome-ignore lint/suspicious/noExplicitAny: the event's type follows from its name, which is a list here
type Listener = (event: any) => void;

/** Listens for each of the space-separated types: passive, and in the capture phase, so that no page can hide them. */
export function listen(target: EventTarget, types: string, run: Listener): Stop {
  const over = new AbortController();
  const options = { passive: true, capture: true, signal: over.signal };
  for (const type of types.split(" ")) target.addEventListener(type, guarded(run), options);
  return () => over.abort();
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
