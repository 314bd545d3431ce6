// What the host page can use: winback(method, …). The rarer methods are the engine's.
import { listen, type Stop } from "./boundary";
import { consult, whenWarm, withEngine } from "./consult";
import { silence } from "./outbox";
import { endPage } from "./page";
import { track } from "./track";
import { remember } from "./visitor";

// biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
const METHODS: Record<string, (...args: any[]) => unknown> = {
  track: (name: string, properties?: object) => track(name, properties),
  visitor: () => remember().visitor ?? null,
  on: (name: string, run: (detail: unknown) => void): Stop =>
    listen(document, `winback:${name}`, ({ detail }) => run(detail)),
  cart: (cart: object) => whenWarm(({ report }) => report("js_api", cart)),
  /** Unsigned, so it stays in this browser: facts for rules, never a name for the server. */
  identify(customer: string, { traits }: { traits?: object } = {}) {
    remember((memory) => {
      memory.traits = { ...memory.traits, ...traits, customer };
    });
    whenWarm(({ changed }) => changed());
  },
  consent: (what: "show" | Record<string, boolean>) =>
    what === "show" ? withEngine(({ openChoices }) => openChoices()) : consult("decide", what, "api", 1, 0),
  show: (id: string) => withEngine(({ show }) => show(id)),
  close: () => whenWarm(({ close }) => close()),
  explain: () => new Promise((resolve) => withEngine(({ explain }) => resolve(explain()))),
  off() {
    silence();
    endPage();
  },
};

export const call = (method: string, ...args: unknown[]): unknown => METHODS[method]?.(...args);
