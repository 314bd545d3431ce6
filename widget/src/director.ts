// The second file: engine, cart and drawing, put together when the first of them is wanted.
import { armOf } from "./arm";
import { after, caught, say } from "./boundary";
import type { Cart, Commerce, Reported } from "./carts/cart";
import { type CartDesk, fetched } from "./carts/fetched";
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { CHECKS, createEngine, type Fired, type World } from "./engine";
import { type ConsentDesk, extras } from "./extras";
import type { State } from "./frequency";
import { borrow } from "./lent";
import { countShown } from "./message/stand";
import { createStage } from "./stage";

/** A verb of the consent desk, and what it is given besides the desk. */
type Consult = <Verb extends keyof ConsentDesk>(verb: Verb, ...rest: unknown[]) => void;

export function direct(desk: Desk) {
  borrow(desk);
  const { config, chunk, granted, isAsking, remember } = desk;
  const stage = createStage(desk);
  const world: World = {
    config,
    now: Date.now,
    path: () => location.pathname,
    fits: ({ audience }) => !audience || !!extras.fits?.(desk, audience),
    hasCart: () => hasCart(remember().cart),
    isAllowed: ({ kind }) =>
      kind === "consent" ? isAsking() && !extras.prompt?.wasPutOff() : granted("personalization"),
    stateOf,
    isTired: ({ variants }) =>
      !!remember().never ||
      !!extras.isTired?.(
        desk,
        Object.values(variants).map(({ format }) => format),
      ),
    isSearched: (campaign) => !!extras.isSearched?.(desk, campaign),
    isBusy: stage.isBusy,
    armOf: (campaign) => armOf(config, campaign, remember().visitor ?? null),
    expose(campaign, arm, trigger) {
      const { id, version, variants, experiment } = campaign;
      // nothing will be seen in control and holdout: there, the place where it would have stood is what counts
      if (!variants[arm]) countShown(desk, id, Object.values(variants)[0]?.format);
      return desk.send("exposure", { campaign: id, version, arm, epoch: experiment?.epoch ?? 1, trigger });
    },
    show: (campaign, arm, count) =>
      stage.show(campaign, arm, count).catch((error) => {
        caught(error);
        // what can't be drawn is left out from now on: it costs the other campaigns nothing
        config.campaigns = config.campaigns.filter((other) => other !== campaign);
      }),
  };
  const engine = createEngine(world);
  const cart = extras.openCart?.(desk, engine.changed);
  const withCart = cart ? (run: (desk: CartDesk) => void) => run(cart) : fetched(desk, engine.changed);
  extras.prompt?.watch(stage);
  extras.begins?.(desk, engine, world, stage);

  /** A goal is remembered as it happens, so the state follows from when that was. */
  function stateOf({ id, goal }: Campaign): State {
    const { seen, done, isDamaged } = remember();
    const reached = done[goal?.event ?? ""];
    // it is unknown what was shown, so it counts as just closed
    if (isDamaged) return { shown: 1, session_shown: 1, last_shown: Date.now(), closed_at: Date.now() };
    return { ...seen[id], ...(reached && isWon(seen[id], reached, goal) ? { converted_at: reached } : {}) };
  }

  function tracked(name: string, ecommerce: object | false, source: string): void {
    if (ecommerce) withCart(({ commerce }) => commerce(source, name, ecommerce as Commerce));
    for (const { id, goal } of config.campaigns)
      if (goal?.event === name && isWon(remember().seen[id], Date.now(), goal))
        say("conversion", { campaign: id, event: name });
    engine.changed();
  }

  const openChoices = () => extras.prompt?.open(desk, stage);

  /** Unsigned, so it stays in this browser: facts for rules, never a name for the server. */
  function identify(customer: string, { traits }: { traits?: object } = {}): void {
    if (granted("personalization") || isAsking())
      remember((memory) => {
        memory.traits = { ...memory.traits, ...traits, customer };
      });
    engine.changed();
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
  const methods: Record<string, (...args: any[]) => unknown> = {
    identify,
    cart: (cart: Reported = {}, source = "js_api") => withCart(({ report }) => report(source, cart)),
    close: () => stage.close("close"),
    show: (id: string) => engine.settle([[id, "api"]]),
    consent: (what: "show" | Record<string, boolean>) =>
      what === "show" ? openChoices() : consult("decide", what, "api", 1, 0),
    explain: async (...asked) =>
      (await chunk<typeof import("./debug")>("debug")).explain(desk, world, CHECKS, extras, ...asked),
  };

  const consult: Consult = (verb, ...rest) =>
    (extras.consent?.[verb] as undefined | ((...given: unknown[]) => void))?.(desk, ...rest);

  return {
    consult,
    tracked,
    openChoices,
    // where this file has only just come, the cart that stands on the page is read first
    settle: (fired: Fired[]) => after(0, () => engine.settle(fired)),
    call: (method: string, args: unknown[]) => methods[method]?.(...args),
    leave() {
      engine.reset();
      stage.leave();
    },
  };
}

/** More than nothing in it, by count or by value. */
const hasCart = ({ items, value }: Partial<Cart> = {}): boolean =>
  Number(value) > 0 || !!items?.some(({ quantity = 1 }) => quantity > 0);

const isWon = (state: State | undefined, at: number, goal: Campaign["goal"]): boolean => {
  const shown = Number(state?.last_shown);
  return shown <= at && at - shown < (goal?.window_days ?? 0) * 864e5;
};
