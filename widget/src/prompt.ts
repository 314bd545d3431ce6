// The consent prompt on the stage: put off, answered elsewhere, or asked for again.
import { listen } from "./boundary";
import { verbs } from "./decision";
import { extras } from "./extras";
import { choose } from "./message/choose";

let isPutOff = false;

extras.consent = verbs;
extras.choose = choose;

extras.prompt = {
  ended(desk, how) {
    if (how === "done" || how === "timeout") return;
    isPutOff = true;
    verbs.tab(desk);
  },
  wasPutOff: () => isPutOff,
  watch(stage) {
    listen(document, "winback:consent", stage.closePrompt);
  },
  open({ config }, stage) {
    const campaign = config.campaigns.find(({ kind }) => kind === "consent");
    if (!campaign) return;
    stage.close("timeout");
    stage.show(campaign, Object.keys(campaign.variants)[0] as string, () => null);
  },
};
