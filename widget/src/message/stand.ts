// A message on a visitor's page: what becomes of it is counted, remembered, and told to the page.
import { say } from "../boundary";
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import type { State } from "../frequency";
import type { Handle, Hooks, How } from "./contract";
import type { open } from "./draw";
import type { Fields } from "./fields";
import { languages } from "./language";

const CODE_PAUSES_MS = [0, 100, 200, 400, 800, 1600, 3000, 6000];

export interface Stand {
  campaign: Campaign;
  arm: string;
  exposure: string | null;
  fields: Fields | undefined;
  open: typeof open;
  ended(how: How): void;
}

export function stand(desk: Desk, { campaign, arm, exposure, fields, open, ended }: Stand): Handle {
  const { id, variants, kind } = campaign;
  const variant = variants[arm] as Campaign["variants"][string];
  const { format } = variant;
  const began = Date.now();
  const stamp = (field: keyof State) => note(desk, id, { [field]: Date.now() });
  let isCounted = false;
  const count = () => {
    if (!isCounted) countShown(desk, id);
    isCounted = true;
  };
  const send = (name: string, properties: object) => exposure && desk.send(name, { exposure, ...properties });
  const hooks: Hooks = {
    shown: () => say("show", { campaign: id, arm, format }),
    stepped() {},
    seen() {
      count();
      send("impression", { variant: arm, format });
    },
    event(name, { text, ...properties }) {
      if (name === "subscribe") subscribe(text as string, properties);
      else send(name, properties);
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
    async coupon() {
      for (const pause of CODE_PAUSES_MS) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        // what earns the code is the exposure, and that may still be on its way
        if (exposure && desk.isWaiting(exposure)) continue;
        const answer = await desk.post(`/w/${desk.config.site}/code`, JSON.stringify({ campaign: id, exposure }));
        if (answer.ok) return answer.json();
      }
      return null;
    },
    decide: (wanted, how, layer) => {
      desk.consult("decide", wanted, how, layer, Date.now() - began);
    },
  };
  /** The proof of what was agreed to is the exact text that stood beside the box. */
  async function subscribe(text: string, properties: object) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    send("subscribe", { ...properties, text_id: `sha256-${hex}` });
  }
  const { config, granted } = desk;
  return open(
    {
      variant,
      languages: languages(config.language),
      fields,
      isConsent: kind === "consent",
      purposes: config.consent.purposes,
      granted: config.consent.purposes.map(({ key }) => key).filter(granted),
      isOpen: /[?&]winback_debug/.test(location.search),
    },
    hooks,
  );
}

/** Only what was seen uses up a cap. */
export function countShown(desk: Desk, campaign: string): void {
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
