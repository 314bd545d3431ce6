// The second file: engine, cart and drawing, put together when the first of them is wanted.
import { armOf } from "./arm";
import { after, caught, say } from "./boundary";
import type { Cart, Commerce, Reported } from "./carts/cart";
import { type CartDesk, fetched } from "./carts/fetched";
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { CHECKS, createEngine, type Fired, type World } from "./engine";
import { extras } from "./extras";
import type { State } from "./frequency";
import { borrow } from "./lent";
import { countShown } from "./message/stand";
import { createStage } from "./stage";

// Somebody who turned to leave, stood still or pointed at something has gone on by then. What else fires stays so.
const PASSING = /^(exit|cart|inact|hover)/;
const PASSING_MS = 5000;

export function direct(desk: Desk) {
  borrow(desk);
  const { config, chunk, granted, isAsking, remember, pageMs } = desk;
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
      remember().never ||
      extras.isTired?.(
        desk,
        Object.values(variants).map(({ format }) => format),
      ),
    isSearched: (campaign) => extras.isSearched?.(desk, campaign),
    isBusy: stage.isBusy,
    armOf: (campaign) => armOf(config, campaign, remember().visitor ?? null),
    expose(campaign, arm, trigger) {
      const { id, version, variants, experiment } = campaign;
      // nothing will be seen in control and holdout: there, the place where it would have stood is what counts
      if (!variants[arm]) countShown(desk, id, Object.values(variants)[0]?.format);
      return desk.send("exposure", { campaign: id, version, arm, epoch: experiment?.epoch ?? 1, trigger });
    },
    show: (campaign, arm, count, fired) =>
      stage.show(campaign, arm, count).catch((error) => {
        caught(error);
        // a choice is withheld from nobody: it is asked again
        if (campaign.kind === "consent") return;
        // what else can't be drawn is left out from now on, and costs the others nothing, not even this moment
        config.campaigns = config.campaigns.filter((other) => other !== campaign);
        engine.settle(fired);
      }),
  };
  const engine = createEngine(world);
  // before anything takes hold of the engine's verbs
  extras.begins?.(desk, engine, world, stage);
  const cart = extras.openCart?.(desk, engine.changed);
  const withCart = cart ? (run: (desk: CartDesk) => void) => run(cart) : fetched(desk, engine.changed);

  /** A goal is remembered as it happens, so the state follows from when that was. */
  function stateOf({ id, goal }: Campaign): State {
    const { seen, done, isDamaged } = remember();
    const reached = done[goal?.event ?? ""];
    // it is unknown what was shown, so it counts as just closed
    if (isDamaged) return { shown: 1, session_shown: 1, last_shown: Date.now(), closed_at: Date.now() };
    return { ...seen[id], ...(isWon(seen[id], reached, goal) && { converted_at: reached as number }) };
  }

  function tracked(name: string, ecommerce: object | false, source: string): void {
    if (ecommerce) withCart(({ commerce }) => commerce(source, name, ecommerce as Commerce));
    for (const { id, goal } of config.campaigns)
      if (goal?.event === name && isWon(remember().seen[id], Date.now(), goal))
        say("conversion", { campaign: id, event: name });
    engine.changed();
  }

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
    explain: async (...asked) =>
      (await chunk<typeof import("./debug")>("debug")).explain(desk, world, CHECKS, extras, ...asked),
  };

  return {
    consult: extras.prompt?.watch(desk, stage, methods),
    tracked,
    /** What fired `at` that time. */
    settle: (fired: Fired[], at: number) =>
      // where this file has only just come, the cart that stands on the page is read first
      after(0, () => {
        const age = Date.now() - at;
        // it may have come late, and what was so on another page is not so on this one
        if (age <= pageMs()) engine.settle(fired.filter(([, on]) => age < PASSING_MS || !PASSING.test(on)));
      }),
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

const isWon = (state: State | undefined, at = 0, goal: Campaign["goal"]): boolean => {
  const shown = Number(state?.last_shown);
  return shown <= at && at - shown < (goal?.window_days ?? 0) * 864e5;
};
