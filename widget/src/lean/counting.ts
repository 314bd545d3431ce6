// Counting visits: pages, what happens on them, and carts, as everywhere; but nothing here decides on a message.
import { after } from "../boundary";
import type { Reported } from "../carts/cart";
import { datalayer } from "../carts/datalayer";
import { config } from "../config";
import { granted, isAsking } from "../consent";
import { silence } from "../outbox";
import { startPage, viewed, watchLife } from "../page";
import { purge } from "../purge";
import { read } from "../storage";
import { track } from "../track";
import { forget, remember } from "../visitor";
import { withCart } from "./cart";
import { unheard } from "./paged/track";
import type { Tally } from "./tally";

const AGAIN_MS = 5000;

// biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
const METHODS: Record<string, (...args: any[]) => unknown> = {
  track: (name: string, properties?: object) => track(name, properties),
  cart: (cart: Reported = {}, source = "js_api") => withCart(({ report }) => report(source, cart)),
  identify(customer: string, { traits }: { traits?: object } = {}) {
    if (granted("personalization") || isAsking())
      remember((memory) => {
        memory.traits = { ...memory.traits, ...traits, customer };
      });
  },
};

export const counting: Tally = {
  remember,
  forget,
  purge,
  viewed,
  silence,
  hear: (method, ...args) => METHODS[method]?.(...args),
  begin(isLate, visitor) {
    // what could not be kept is handed over
    if (read("memory") === null) forget(visitor);
    purge();
    watchLife();
    startPage();
    // a tag manager that comes late is looked for once more
    if (!(isLate ? unheard(datalayer) : datalayer())) after(AGAIN_MS, datalayer);
    if (config.carts || document.querySelector("[data-winback-cart]")) withCart(() => {});
  },
};
