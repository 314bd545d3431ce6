// The consent prompt on the stage: put off, answered elsewhere, or asked for again.
import { listen } from "./boundary";
import { verbs } from "./decision";
import type { Desk } from "./desk";
import { type Consult, extras } from "./extras";
import { choose } from "./message/choose";
import { goIn } from "./message/shown";
import type { Stage } from "./stage";

let isPutOff = false;

extras.choose = choose;

extras.prompt = {
  ended(desk, how) {
    if (how === "done" || how === "timeout") return;
    isPutOff = true;
    verbs.tab(desk);
  },
  asks(desk, view, hooks) {
    const { config, granted } = desk;
    const { purposes } = config.consent;
    const began = Date.now();
    Object.assign(view, { purposes, granted });
    hooks.decide = (...decided) => verbs.decide(desk, ...decided, Date.now() - began);
  },
  wasPutOff: () => isPutOff,
  watch(desk, stage, methods) {
    const consult: Consult = (verb, ...rest) => (verbs[verb] as (...given: unknown[]) => void)(desk, ...rest);
    listen(document, "winback:consent", stage.closePrompt);
    methods.consent = (what: "show" | Record<string, boolean>) =>
      what === "show" ? open(desk, stage) : consult("decide", what, "api", 1, 0);
    if (desk.law.chosen?.()) verbs.tab(desk);
    return consult;
  },
};

/** The way back to one's privacy choices, whatever else is open. */
async function open({ config }: Desk, stage: Stage): Promise<void> {
  const campaign = config.campaigns.find(({ kind }) => kind === "consent");
  if (!campaign) return;
  stage.close("timeout");
  await stage.show(campaign, Object.keys(campaign.variants)[0] as string, () => null);
  goIn();
}
