// The toolbar: what is previewed, which face of it, what became of it, and why. Folded it is one line.
import { listen } from "../boundary";
import type { Campaign } from "../config";
import { withEngine } from "../consult";
import type { Explanation } from "../explain";
import { extras } from "../extras";
import { el } from "../message/element";
import { type Controls, choose, controls } from "./controls";
import { reasons } from "./explained";
import { FREELY } from "./freedom";
import { config } from "./instead/config";
import { clear, steps as standing } from "./instead/draw";
import { told } from "./instead/outbox";
import { last } from "./instead/stand";
import { startOver } from "./instead/storage";
import type { Previewed } from "./open";
import { button, checkbox, icon } from "./parts";
import { pickers } from "./pickers";
import { goodbye, type Shell, shell } from "./shell";
import { CHECK_WORDS, TRIGGER_WORDS, WORDS } from "./words";

const LOOK_MS = 1000;
const ARROWS = { fold: "M6 9l6 6 6-6", unfold: "M6 15l6-6 6 6", move: "M8 8l4-4 4 4M8 16l4 4 4-4M12 4v16" };

const chosen = (): Campaign => config.campaigns.find(({ id }) => id === controls.campaign) as Campaign;

export function openPanel(previewed: Previewed): void {
  begin(previewed.campaign);
  const frame = shell();
  const { note } = frame;
  const list = reasons();
  const picks = pickers(previewed, chosen, pick);
  const moments = el("div", { class: "moments" });
  let isStanding = false;
  let isSilent = false; // something was said that the next look must not talk over
  const rest = el(
    "div",
    { class: "rest", hidden: controls.isFolded },
    picks.element,
    checkbox(WORDS.limits, controls.ignoresLimits, (ignoresLimits) => pick({ ignoresLimits })),
    el(
      "div",
      { class: "verbs" },
      button(WORDS.show, show, "primary"),
      button(WORDS.hide, () => withEngine((engine) => engine.call("close", []))),
    ),
    moments,
    button(WORDS.anew, again),
    el("p", { class: "note" }, WORDS.note),
    el("h3", {}, WORDS.why),
    list.element,
  );
  frame.header.append(folding(rest, look), moving(frame), goodbye());
  frame.bar.append(rest);

  /** A message that stands is drawn anew as it was chosen. */
  function pick(change: Partial<Controls>): void {
    choose(change);
    isSilent = false;
    offer();
    if (isStanding) show();
    else look();
  }

  function offer(): void {
    picks.offer();
    frame.name(picks.name(controls.campaign));
    const kinds = [...new Set(chosen().triggers.map(({ on }) => on))];
    moments.replaceChildren(...kinds.map((on) => button(`${WORDS.fire}: ${TRIGGER_WORDS[on] ?? on}`, () => fire(on))));
  }

  function fire(on: string): void {
    const id = controls.campaign;
    withEngine(async (engine) => {
      clear();
      const found = await explained(engine, id, on);
      isSilent = true;
      tell(WORDS.failed, found[0]);
      engine.settle([[id, on]], Date.now());
    });
  }

  function show(): void {
    const { id, variants } = chosen();
    const arm = controls.arms[id] ?? "";
    if (!(variants[arm] ?? Object.values(variants)[0])?.steps.length) return note(WORDS.empty);
    isSilent = true;
    withEngine((engine) => {
      clear();
      if (!arm) note(WORDS.outside); // unless it shows after all
      engine.settle([[id, FREELY]], Date.now());
    });
  }

  /** What stands in the way, or that nothing does. */
  function tell(verdict: string, found?: Explanation): void {
    const { failing } = found ?? {};
    const isWaiting = !failing || failing === "trigger";
    note(isWaiting ? WORDS.waiting : `${verdict} ${CHECK_WORDS[failing] ?? failing}.`);
  }

  function look(): void {
    if (rest.hidden || document.hidden) return;
    withEngine(async (engine) => {
      const found = await explained(engine);
      list.tell(found, picks.name, controls.campaign);
      if (!isStanding && !isSilent)
        tell(
          WORDS.failing,
          found.find(({ campaign }) => campaign === controls.campaign),
        );
    });
  }

  standing.push((step) => {
    isStanding = !!step;
    isSilent = false;
    if (!step) return look();
    if (last.campaign === controls.campaign && step !== controls.step) {
      choose({ step });
      picks.offer();
    }
    note(
      `${WORDS.shown}: ${picks.name(last.campaign)}, ${WORDS.variant} ${last.arm.toUpperCase()}, ${WORDS.step} ${step}.`,
    );
  });
  told.push((name, { arm }) => {
    if (name === "exposure" && (arm === "control" || arm === "holdout")) note(WORDS.nothing);
  });
  offer();
  note(WORDS.waiting);
  listen(document, "winback:ready winback:track winback:close winback:consent winback:answer", look);
  setInterval(look, LOOK_MS);
  look();
}

type Engine = Parameters<NonNullable<Parameters<typeof withEngine>[0]>>[0];

const explained = (engine: Engine, ...asked: string[]) => engine.call("explain", asked) as Promise<Explanation[]>;

/** What was chosen on the page before; else the campaign of the link, each in its first variant: one wants to see something. */
function begin(campaign: string): void {
  const { campaigns } = config;
  if (!campaigns.some(({ id }) => id === controls.campaign)) choose({ campaign });
  const first = campaigns.map(({ id, variants }) => [id, Object.keys(variants)[0] ?? ""]);
  choose({ arms: { ...Object.fromEntries(first), ...controls.arms } });
  const { darken } = extras;
  extras.darken = (box, theme) => {
    const { scheme } = controls;
    if (!scheme || theme.scheme !== "auto") return darken?.(box, theme) ?? theme;
    // what follows the device takes its own dark colours there, not the ones chosen for a light screen
    return darken?.(box, { ...theme, scheme, ...(scheme === "dark" && { background: "" }) }) ?? theme;
  };
}

function again(): void {
  startOver();
  location.reload();
}

/** Folds all but the first line, and says so. */
function folding(rest: HTMLElement, look: () => void): HTMLElement {
  const made = icon("", "", () => {
    rest.hidden = !rest.hidden;
    choose({ isFolded: rest.hidden });
    made.setAttribute("aria-expanded", `${!rest.hidden}`);
    made.querySelector("path")?.setAttribute("d", rest.hidden ? ARROWS.unfold : ARROWS.fold);
    look();
  });
  made.setAttribute("aria-label", WORDS.unfold);
  made.title = WORDS.unfold;
  made.setAttribute("aria-expanded", `${!rest.hidden}`);
  made.querySelector("path")?.setAttribute("d", rest.hidden ? ARROWS.unfold : ARROWS.fold);
  return made;
}

/** From the bottom to the top and back: a bar may stand at either. */
const moving = ({ bar }: Shell): HTMLElement =>
  icon(WORDS.move, ARROWS.move, () => {
    choose({ isOnTop: !controls.isOnTop });
    bar.classList.toggle("top", controls.isOnTop);
  });
