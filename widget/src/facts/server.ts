// What only the server knows of the visitor: asked once a page, where a live campaign needs it and the visitor allows it.
// Rules that ask it are published so that they hold for nobody until the answer is here.
import { say } from "../boundary";
import type { Desk } from "../desk";
import type { Fired } from "../engine";
import { extras } from "../extras";
import { group, sources } from "../facts";
import { atStart } from "../starts";

const PATIENCE_MS = 3000;

let told: { segments?: string[] | null; country?: string | null } = {};
let whose: string | undefined;
let asking: Promise<void> | undefined;
let asked = "";

/** Who withdrew and agreed again is another visitor, even on the same page. */
const known = ({ granted, remember }: Desk) => (granted("personalization") && remember().visitor === whose ? told : {});

sources.push((desk) => group("visitor", known(desk)));

atStart((desk, engine) => {
  const { settle } = engine;
  const needs = ({ config }: Desk, [campaign, trigger]: Fired) =>
    trigger !== "api" && config.campaigns.some(({ id, server }) => server && id === campaign);
  const arrived = () => ask(desk).then(engine.changed);

  /** Moments of campaigns that need the answer wait for it; the others do not. */
  engine.settle = (fired) => {
    const held = fired.filter((each) => !known(desk).segments && needs(desk, each));
    settle(fired.filter((each) => !held.includes(each)));
    const here = location.href;
    if (fired.some((each) => needs(desk, each)))
      arrived().then(() => {
        if (here === location.href) settle(held);
      });
  };
  arrived();
  // of a visitor whose consent it has not heard of yet, the server says nothing
  extras.proved = () => {
    if (known(desk).segments) return;
    asked = "";
    arrived();
  };
});

/** No answer is one that says nothing, and null segments are not known; the next page asks again. */
async function ask(desk: Desk): Promise<void> {
  const { base, site } = desk.config;
  const { visitor } = desk.remember();
  if (!desk.granted("personalization") || !visitor) return;
  const question = `${visitor} ${location.href}`;
  if (asked !== question)
    asking = fetch(`${base}/w/${site}/facts?visitor=${visitor}`, {
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject()))
      .then(({ segments, country, queued }) => {
        // too late: it is of somebody who has withdrawn meanwhile
        if (visitor !== desk.remember().visitor) return;
        told = { segments, country };
        whose = visitor;
        say("sent", { facts: { queued } });
      })
      .catch(() => {});
  asked = question;
  await asking;
}
