// What the host page can use: winback(method, …). What only a message needs is the engine's.
import { listen } from "./boundary";
import { tell, withEngine } from "./consult";
import { silence } from "./outbox";
import { endPage } from "./page";
import { track } from "./track";
import { remember } from "./visitor";

// biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
const METHODS: Record<string, (...args: any[]) => unknown> = {
  track: (name: string, properties?: object) => track(name, properties),
  visitor: () => remember().visitor ?? null,
  on: (name: string, run: (detail: unknown) => void) =>
    listen(document, `winback:${name}`, ({ detail }) =>
      // an error in it is the page's own, for its own console
      setTimeout(() => run(detail)),
    ),
  off() {
    silence();
    endPage();
  },
};

const PATIENT = /^(cart|identify)$/;

export function call(method: string, ...args: unknown[]): unknown {
  const known = METHODS[method];
  if (known) return known(...args);
  if (PATIENT.test(method)) return tell("call", method, args);
  return new Promise((resolve) => {
    withEngine((engine) => resolve(engine.call(method, args)));
  });
}
