// A message on a visitor's page: what becomes of it is counted, remembered, and told to the page.
import { say } from "../boundary";
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import { extras } from "../extras";
import type { State } from "../frequency";
import type { Handle, Hooks, How, View } from "./contract";
import { open } from "./draw";
import "./language";

export interface Stand {
  campaign: Campaign;
  arm: string;
  exposure: string | null;
  ended(how: How): void;
}

export const stand = (desk: Desk, one: Stand): Handle => open(...sceneOf(desk, one));

/** How it is drawn, and what becomes of it. */
export function sceneOf(desk: Desk, { campaign, arm, exposure, ended }: Stand): [View, Hooks] {
  const { id, variants, kind } = campaign;
  const variant = variants[arm] as Campaign["variants"][string];
  const { format } = variant;
  const stamp = (field: keyof State) => note(desk, id, { [field]: Date.now() });
  let isCounted = false;
  const count = () => {
    // a question of consent is none of the messages that a visitor gets too many of
    if (!isCounted) countShown(desk, id, kind === "consent" ? "" : format);
    isCounted = true;
  };
  const send = (name: string, properties: object) => exposure && desk.send(name, { exposure, ...properties });
  const hooks: Hooks = {
    shown: () => say("show", { campaign: id, arm, format }),
    seen() {
      count();
      send("impression", { variant: arm, format });
    },
    event(name, properties) {
      send(name, properties);
      extras.told?.(desk, campaign, name, properties);
      if (name === "click") return;
      stamp("answered_at");
      say("answer", { campaign: id, name, ...properties });
    },
    closed(how) {
      if (how !== "navigation" && how !== "timeout") {
        count();
        stamp(how === "later" ? "later_at" : "closed_at");
      }
      if (how !== "done") send("dismissal", { how });
      ended(how);
      say("close", { campaign: id, how });
    },
    coupon: async () => extras.earn?.(desk, id, exposure) ?? null,
  };
  const { config } = desk;
  const view: View = {
    variant,
    languages: extras.languages(config),
    isOpen: /[?&]winback_debug/.test(location.search),
  };
  if (kind === "consent") extras.prompt?.asks(desk, view, hooks);
  return [view, hooks];
}

/** Only what was seen uses up a cap. */
export function countShown(desk: Desk, campaign: string, format = ""): void {
  if (format) extras.bear?.(desk, format);
  const { shown = 0, session_shown = 0 } = desk.remember().seen[campaign] ?? {};
  note(desk, campaign, {
    shown: Number(shown) + 1,
    session_shown: Number(session_shown) + 1,
    last_shown: Date.now(),
  });
}

function note(desk: Desk, campaign: string, news: State): void {
  desk.remember(({ seen }) => {
    seen[campaign] = { ...seen[campaign], ...news };
  });
}
