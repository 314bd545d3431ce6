// The decision log: when a page is left, one event says for each campaign its first failing check, or that it was shown,
// and the values that the live rules ask about. docs/contract.md has its form.
import type { Desk } from "../desk";
import type { failing as failingIn, World } from "../engine";
import type { Extras } from "../extras";
import type { mayShow as mayShowIn } from "../frequency";
import type { Facts } from "../rules";
import { factsOf } from "./asked";
import { looked } from "./looked";
import { outcomes } from "./outcomes";
import { route } from "./route";
import type { Notes } from "./sample";
import { fitting } from "./size";

const MOST_CAMPAIGNS = 100; // that ingest takes
const PHONE_PX = 600; // as in search.ts

export function log(
  desk: Desk,
  world: World,
  failing: typeof failingIn,
  mayShow: typeof mayShowIn, // lent by the engine, which has it
  { facts }: Partial<Pick<Extras, "facts">>,
  notes: Notes,
): void {
  const { config, granted, listen, send } = desk;
  const asked = new Set(config.campaigns.flatMap(({ audience }) => factsOf(audience ?? {})));
  const visible = looked(desk);
  let id = newId(desk);
  let told = -1; // how many were shown when it was last told; -1: not told yet

  /** Once for a page, and once more only where something was shown since. */
  function tell(): void {
    const { moments, shown } = notes;
    if (told >= shown.length || !granted("analytics")) return;
    const isFirst = told < 0;
    told = shown.length;
    // the values of the last moment; where nothing fired, of leaving
    const now = moments.at(-1)?.facts ?? facts?.(desk) ?? {};
    const said = [...outcomes(desk, world, failing, mayShow, notes)].slice(0, MOST_CAMPAIGNS);
    const each = (part: "check" | "fired" | "seen") =>
      Object.fromEntries(said.flatMap(([campaign, { [part]: value }]) => (value ? [[campaign, value]] : [])));
    send(
      "decision",
      fitting({
        _rate: config.decisions,
        _view: { id, ...view(desk, visible(), isFirst) },
        ...each("check"),
        _facts: Object.fromEntries([...asked].map((fact) => [fact, seenIn(now, fact)])),
        _fired: each("fired"),
        _seen: each("seen"),
      }),
    );
  }

  function turn(): void {
    tell();
    notes.moments.length = notes.exposed.length = notes.shown.length = 0;
    id = newId(desk);
    told = -1;
  }

  // heard on the window, so before the outbox, which hears of it on the document, sends what it has
  listen(window, "visibilitychange", () => document.hidden && tell());
  listen(window, "pagehide", tell);
  listen(window, "pageshow", ({ persisted }: PageTransitionEvent) => persisted && turn());
  route(desk, turn);
}

const newId = ({ uuid7 }: Desk): string => uuid7().replaceAll("-", "");

// asked while the page stands: of one that is being left a browser says otherwise
const isPhone = matchMedia("(pointer:coarse)").matches && Math.min(screen.width, screen.height) < PHONE_PX;

/** How long, how far: what triggers go by. What was in view on this page is in `visible` only once it was left. */
function view({ pageMs, scrollPct, remember }: Desk, visible_ms: number, isFirst: boolean): object {
  const { pages, visible } = remember().session ?? {};
  return {
    ms: count(pageMs()),
    visible_ms: count(visible_ms),
    scroll_pct: scrollPct(),
    pages,
    site_ms: visible == null ? undefined : count(visible + (isFirst ? visible_ms : 0)),
    phone: isPhone,
    eased: scrollY > 0 || !!navigator.userActivation?.hasBeenActive,
  };
}

/** A clock that was set back says less than nothing. */
const count = (ms: number): number => Math.max(0, Math.round(ms));

/**
 * null: absent. Own properties only, as rules take it. What the shop says of a person or has on its page stays here: only
 * that it is there is told. The page's address goes without its fragment.
 */
function seenIn(facts: Facts, fact: string): unknown {
  const value = Object.hasOwn(facts, fact) ? facts[fact] : null;
  if (value == null) return null;
  if (/^(trait|page.(query|var))\./.test(fact)) return true;
  return fact === "page.url" ? `${value}`.split("#")[0] : value;
}
