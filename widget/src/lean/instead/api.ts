// What the host page can use: winback(method, …).
import { listen } from "../../boundary";
import { chunk } from "../../config";
import { ask, campaign, close, leave, openChoices, state } from "../ask";
import { desk } from "../desk";
import { silence, tell } from "../wake";
import { consult } from "./consent_desk";
import { remember } from "./visitor";

// biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
const METHODS: Record<string, (...args: any[]) => unknown> = {
  visitor: () => remember().visitor ?? null,
  on: (name: string, run: (detail: unknown) => void) =>
    listen(document, `winback:${name}`, ({ detail }) => run(detail)),
  off() {
    silence();
    leave();
  },
  explain: async (...asked) =>
    (await chunk<typeof import("../../debug")>("debug")).explainPrompt(desk, state(), ...asked),
  show: async (id: string) => id === campaign.id && ask(),
  close: async () => close("close"),
  consent: async (what: "show" | Record<string, boolean>) =>
    what === "show" ? openChoices() : consult("decide", what, "api", 1, 0),
};

export const call = (method: string, ...args: unknown[]): unknown =>
  METHODS[method] ? METHODS[method](...args) : tell(method, ...args);
