// Saving: the draft goes to the server, the answer is the bar above the form. What was typed stays where it is.
import { one } from "./dom";
import { isSaved, markSaved, text } from "./draft";
import { goToFirst, markFields, problemsIn, setQuietly } from "./errors";
import { forget, keep } from "./keep";
import { post } from "./post";
import { showAnswer } from "./state";
import { words } from "./words";

const editor = one<HTMLFormElement>("#editor");
const state = one("#state");

/** What this page has seen of the campaign, or has been told to write over; a segment has no such tag. */
export const tag = (): string | undefined => state.querySelector<HTMLElement>("[data-tag]")?.dataset.tag;

export type Saved = "saved" | "refused" | "taken" | "unanswered";
interface How {
  seen?: string | undefined;
  /** By itself, while somebody goes on typing: nothing may jump. */
  isQuiet?: boolean;
  /** The page is being left. */
  isLast?: boolean;
}

let running: Promise<Saved> | null = null;

/** One after the other: the second needs the tag that the first is given. */
export async function save(how: How = {}): Promise<Saved> {
  while (running) await running;
  running = send(how);
  try {
    return await running;
  } finally {
    running = null;
  }
}

async function send({ seen = tag(), isQuiet = false, isLast = false }: How): Promise<Saved> {
  const body = text();
  say(editor.dataset.saving as string);
  const answer = await post(editor.action, body, seen ? { "If-Match": `"${seen}"` } : {}, isLast);
  // a page to sign in is an answer, and none of ours
  if (!answer || answer.redirected || ![200, 409, 422].includes(answer.status)) {
    const isOut = answer?.redirected || answer?.status === 401 || answer?.status === 403;
    say((isOut && words("signedOut")) || (editor.dataset.failed as string), true);
    return "unanswered";
  }
  const html = await answer.text();
  if (answer.ok) {
    markSaved(body);
    if (isSaved()) forget();
  }
  if (answer.status === 422 && isQuiet) refuseQuietly(html);
  else {
    showAnswer(state, html, isQuiet && answer.ok);
    setQuietly([]);
    wake();
    if (answer.status === 422) goToFirst();
  }
  if (answer.ok) {
    allSaved = stateWords();
    showUnsaved();
  }
  return answer.ok ? "saved" : answer.status === 409 ? "taken" : "refused";
}

/** Said at the fields and in a word above; an address that is half typed is no reason to take anybody away from it. */
function refuseQuietly(html: string): void {
  const bar = document.createElement("template");
  bar.innerHTML = html;
  const found = problemsIn(bar.content);
  setQuietly(found);
  say(words("refused", { message: found[0]?.message ?? "" }), true);
}

/** The buttons that send the draft wait for this file: without it they would lose what was typed. */
export function wake(): void {
  for (const button of state.querySelectorAll<HTMLButtonElement>("button:disabled")) button.disabled = false;
  markFields();
}

const stateWords = (): string => state.querySelector("[data-save-state]")?.textContent ?? "";

/** What the server said of a draft of which nothing is unsaved. */
let allSaved = stateWords();

/** While something is typed: that it is not saved yet, and kept in case that the page goes; or that it is as it was again. */
export function showUnsaved(): void {
  if (isSaved()) return running ? undefined : showAsItWas();
  keep(tag());
  const place = state.querySelector("[data-save-state]");
  if (place && !place.classList.contains("is-unsaved")) say(editor.dataset.unsaved as string, true);
}

function showAsItWas(): void {
  // a page that has just begun has kept nothing itself: what is there, is there to be brought back
  if (!state.querySelector("[data-save-state].is-unsaved")) return;
  forget();
  // what was wrong with it is gone with it
  state.querySelector("[data-errors]")?.parentElement?.remove();
  setQuietly([]);
  say(allSaved);
}

export function say(sentence: string, isUnsaved = false): void {
  const place = one("[data-save-state]", state);
  if (place.textContent !== sentence) place.textContent = sentence;
  place.classList.toggle("is-unsaved", isUnsaved);
}

editor.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

// Somebody else was quicker: one of both is kept, and the one who is here says which.
state.addEventListener("click", ({ target }) => {
  const { reload, overwrite } = (target as Element).closest("button")?.dataset ?? {};
  if (overwrite) save({ seen: overwrite });
  if (reload === undefined) return;
  leave();
  location.reload();
});

// Launching what is typed means saving it first.
state.addEventListener("submit", async (event) => {
  const form = event.target as HTMLFormElement;
  if (!("afterSave" in form.dataset) || (isSaved() && !running)) return;
  event.preventDefault();
  const { action } = form;
  if ((await save()) !== "saved") return;
  leave();
  const again = state.querySelector<HTMLFormElement>(`form[action="${CSS.escape(new URL(action).pathname)}"]`) ?? form;
  again.submit();
});

// Whoever goes on to another page of ours takes what was typed along: it is saved on the way.
document.addEventListener("click", async (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  if (isSaved() || link.pathname === location.pathname) return;
  event.preventDefault();
  await save({ isQuiet: true });
  location.assign(link.href);
});

let leaving = false;

function leave(): void {
  leaving = true;
  forget();
}

addEventListener("beforeunload", (event) => {
  if (!leaving && !isSaved()) event.preventDefault();
});
