// The chunk behind the loader: engine, facts, cart and renderer, put together when the first of them is wanted.
import { armOf } from "./arm";
import { guarded, listen, say } from "./boundary";
import { type Commerce, createCart, type Reported } from "./carts/cart";
import { dataAttribute } from "./carts/data_attribute";
import type { Campaign } from "./config";
import type { Desk } from "./desk";
import { CHECKS, createEngine, type Fired, type World } from "./engine";
import { facts } from "./facts";
import type { State } from "./frequency";
import { countShown } from "./message/stand";
import { createStage } from "./stage";

export function direct(desk: Desk) {
  const { config, chunk, granted, isAsking, remember, send } = desk;
  const stage = createStage(desk);
  fetchAhead(desk);
  const world: World = {
    config,
    now: Date.now,
    facts: () => facts(desk),
    isAllowed: ({ kind }) => (kind === "consent" ? isAsking() && !stage.wasPutOff() : granted("personalization")),
    stateOf: (campaign) => stateOf(campaign),
    isBusy: stage.isBusy,
    armOf: (campaign) => armOf(config, campaign, remember().visitor ?? null),
    expose(campaign, arm, trigger) {
      const { id, version, variants, experiment } = campaign;
      // nothing will be seen in control and holdout: there, the place where it would have stood is what counts
      if (!variants[arm]) countShown(desk, id);
      return send("exposure", { campaign: id, version, arm, epoch: experiment?.epoch ?? 1, trigger });
    },
    show: guarded(stage.show),
  };
  const engine = createEngine(world);
  const { report, commerce } = createCart(desk, engine.changed);
  dataAttribute(report);
  listen(document, "winback:consent", () => stage.closeConsent());

  /** A goal is remembered as it happens, so the state follows from when that was. */
  function stateOf({ id, goal }: Campaign): State {
    const { seen, done, isDamaged } = remember();
    const reached = done[goal?.event ?? ""];
    // it is unknown what was shown, so it counts as just closed
    if (isDamaged) return { shown: 1, session_shown: 1, last_shown: Date.now(), closed_at: Date.now() };
    return { ...seen[id], ...(reached && isWon(seen[id], reached, goal) ? { converted_at: reached } : {}) };
  }

  function tracked(name: string, ecommerce: object | false, source: string): void {
    if (ecommerce) commerce(source, name, ecommerce as Commerce);
    for (const { id, goal } of config.campaigns)
      if (goal?.event === name && isWon(remember().seen[id], Date.now(), goal))
        say("conversion", { campaign: id, event: name });
    engine.changed();
  }

  /** The way back to one's privacy choices, whatever else is open. */
  function openChoices(): void {
    const campaign = config.campaigns.find(({ kind }) => kind === "consent");
    if (!campaign) return;
    stage.close("timeout");
    world.show(campaign, Object.keys(campaign.variants)[0] as string, null);
  }

  /** Unsigned, so it stays in this browser: facts for rules, never a name for the server. */
  function identify(customer: string, { traits }: { traits?: object } = {}): void {
    remember((memory) => {
      memory.traits = { ...memory.traits, ...traits, customer };
    });
    engine.changed();
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the page passes; each method says what it takes
  const methods: Record<string, (...args: any[]) => unknown> = {
    identify,
    cart: (cart: Reported = {}) => report("js_api", cart),
    close: () => stage.close("close"),
    show: (id: string) => engine.settle([[id, "api"]]),
    consent: (what: "show" | Record<string, boolean>) =>
      what === "show" ? openChoices() : desk.consult("decide", what, "api", 1, 0),
    explain: async () => (await chunk<typeof import("./debug")>("debug")).explain(world, CHECKS),
  };

  return {
    tracked,
    openChoices,
    settle: (fired: Fired[]) => engine.settle(fired),
    call: (method: string, args: unknown[]) => methods[method]?.(...args),
    leave() {
      engine.reset();
      stage.leave();
    },
  };
}

/** The renderer will be there when it is wanted; whoever saves data fetches it only then. */
function fetchAhead({ config, chunk }: Desk): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (config.campaigns.length && !connection?.saveData) guarded(chunk)("renderer");
}

const isWon = (state: State | undefined, at: number, goal: Campaign["goal"]): boolean => {
  const shown = Number(state?.last_shown);
  return shown <= at && at - shown < (goal?.window_days ?? 0) * 864e5;
};
