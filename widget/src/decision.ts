// The consent desk: a decision is kept, obeyed at once, told to the page and proved to the server.
import { after, say } from "./boundary";
import type { Desk } from "./desk";
import { extras } from "./extras";
import type { Law } from "./law";
import { language } from "./message/language";
import { tab } from "./message/tab";

export type Wanted = Record<string, boolean>;

async function decide(desk: Desk, wanted: Wanted, how: string, layer: number, shown_ms: number): Promise<void> {
  const { config, granted, remember, uuid7 } = desk;
  const { chosen, choose, envelope, isAsking } = desk.law as Law;
  const { notice } = config.consent;
  const purposes = Object.fromEntries(config.consent.purposes.map(({ key }) => [key, wanted[key] === true]));
  // said once more under the same notice, as by a page on each of its views, it is no other choice: there is proof of it
  if (!isAsking() && config.consent.purposes.every(({ key }) => granted(key) === purposes[key])) return;
  const choice = { id: chosen()?.id ?? uuid7().replaceAll("-", ""), at: Date.now(), notice, purposes };
  const before = { isCounted: granted("analytics"), isFollowed: granted("personalization") };
  choose(choice);
  obey(desk);
  const visitor = remember().visitor ?? null;
  const pending = {
    v: 1,
    id: uuid7(),
    consent_id: choice.id,
    visitor,
    notice,
    purposes,
    how,
    layer,
    language: language(),
    shown_ms,
    gpc: envelope().gpc,
    page: { url: location.href },
  };
  choose({ ...choice, pending });
  if (!before.isCounted && granted("analytics")) desk.viewed();
  // nobody counts the page, but rules may ask where the visitor has been
  else if (!before.isFollowed && granted("personalization")) for (const hear of desk.onViewed) hear();
  // the answered question goes from the screen first: what the page runs now may take its time
  await new Promise<void>((gone) => {
    document.hidden ? gone() : requestAnimationFrame(() => after(0, gone));
  });
  // the record waits for no file
  await Promise.all([tell(desk), prove(desk)]);
}

let heard: unknown = 0;

/** Another tab has decided, and is about to write under which id: this one must not make up another. */
async function hear(desk: Desk): Promise<void> {
  const at = desk.law.chosen?.()?.at;
  // its record and the receipt are written too, and are no other choice
  if (at === heard) return;
  heard = at;
  await new Promise<void>((written) => after(99, written));
  obey(desk);
  await tell(desk);
}

/** A visitor who has decided before: what they allow is opened, and a record that never arrived is sent again. */
async function resume(desk: Desk): Promise<void> {
  await Promise.all([release(desk), prove(desk)]);
}

/** Forgets what is no longer allowed, in this tab. */
function obey(desk: Desk): void {
  const { granted, remember, forget, arm, law } = desk;
  if (!granted("personalization")) {
    // the id alone is enough to count with; and it is kept at once, or the next page would make up another
    forget(granted("analytics") ? remember().visitor : undefined);
    remember();
  }
  law.purge?.();
  arm();
}

/** The page's own scripts first, then whoever listens. */
async function tell(desk: Desk): Promise<void> {
  await release(desk);
  say("consent", { purposes: desk.law.chosen?.()?.purposes });
  tab(desk);
}

/** What the page holds back: most pages hold nothing back, so letting it go is a file of its own. */
async function release({ caught, chunk, config, granted }: Desk): Promise<void> {
  if (document.querySelector("[data-winback-purpose]"))
    await chunk<typeof import("./debug")>("debug")
      .then(({ open }) => open(config, chunk, granted))
      .catch(caught);
}

const MOST_TRIES = 8;

/** Sends the record until the server has it; the next page tries again. */
async function prove(desk: Desk, failures = 0): Promise<void> {
  const choice = desk.law.chosen?.();
  const record = choice?.pending;
  if (!choice || !record?.notice) return;
  const age_ms = Date.now() - choice.at;
  const receipt = await desk
    .post(`/c/${desk.config.site}`, JSON.stringify({ ...record, age_ms }))
    .then(receiptIn, () => null);
  if (!receipt && failures < MOST_TRIES)
    after(2 ** failures * (1 + Math.random()) * 1000, () => prove(desk, failures + 1));
  // meanwhile another decision may have been made
  if (!receipt || desk.law.chosen?.()?.pending !== record) return;
  desk.law.choose?.({ ...choice, pending: undefined, receipt });
  extras.proved?.();
}

/** The receipt; where the server will never take the record, its answer's status; null: try again. */
async function receiptIn(answer: Response): Promise<unknown> {
  const { ok, status } = answer;
  if (ok) return (await answer.json()).receipt ?? null;
  return status < 500 && status !== 429 ? { refused: status } : null;
}

export const verbs = { decide, hear, resume, tab };
