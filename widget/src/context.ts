// The clocks of a page: how long it has been there, how long in view, how far down it was read.
import { after, listen, type Stop } from "./boundary";

let start = Date.now();
let visibleSince = 0;
let visible = 0;
let deepest = 0;
/** How much of the visible time the server has been told. */
export let told = 0;
/** Who else wants to know of it. */
export const onTold: ((ms: number) => void)[] = [];

/** Starts the page's clocks anew: at boot, on a route change, on a return from the back-forward cache. */
export function newPage(): void {
  start = Date.now();
  visibleSince = document.hidden ? 0 : Date.now();
  visible = deepest = told = 0;
}

export function watchPage(hidden: () => void): void {
  listen(document, "visibilitychange", () => {
    visible = visibleMs();
    visibleSince = document.hidden ? 0 : Date.now();
    if (document.hidden) hidden();
  });
  listen(window, "scroll", () => {
    deepest = Math.max(deepest, scrollY);
  });
}

export const pageMs = (): number => Date.now() - start;

export const visibleMs = (): number => visible + (visibleSince && Date.now() - visibleSince);

/** What the server has not been told yet, and from now on has. */
export function untoldMs(): number {
  const untold = visibleMs() - told;
  told += untold;
  for (const hear of onTold) hear(untold);
  return untold;
}

/** How much of the page has been on the screen. Reads the layout, so it is asked for late and seldom. */
export const scrollPct = (): number =>
  Math.min(100, Math.round(((deepest + innerHeight) / document.documentElement.scrollHeight) * 100));

/** Runs once the page has been visible for so long. */
export function afterVisible(ms: number, run: () => void): Stop {
  let stop: Stop;
  const check = () => {
    stop?.();
    const left = ms - visibleMs();
    if (left <= 0) run();
    else stop = document.hidden ? listen(document, "visibilitychange", check) : after(left, check);
  };
  check();
  return () => stop?.();
}
