// Saving: the draft goes to the server, the answer is the bar above the form. What was typed stays where it is.
import { draft, isSaved, markSaved } from "./draft.js";
import { goToFirst, markFields } from "./errors.js";

const editor = document.getElementById("editor");
const state = document.getElementById("state");
const TOKEN = document.querySelector("meta[name=csrf-token]").content;

export const post = (url, body, headers) =>
  fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRF-Token": TOKEN, ...headers } });

/** What this page has seen of the campaign, or has been told to write over; a segment has no such tag. */
const tag = () => state.querySelector("[data-tag]")?.dataset.tag;

/** Whether the server took it. */
export async function save(seen = tag()) {
  const body = JSON.stringify(draft.value);
  say(editor.dataset.saving);
  const answer = await post(editor.action, body, seen && { "If-Match": `"${seen}"` }).catch(() => null);
  if (![200, 409, 422].includes(answer?.status)) {
    say(editor.dataset.failed, true);
    return false;
  }
  state.innerHTML = await answer.text();
  if (answer.ok) markSaved(body);
  wake();
  markFields();
  if (answer.ok) showUnsaved();
  else goToFirst();
  return answer.ok;
}

/** The buttons that send the draft wait for this file: without it they would lose what was typed. */
export function wake() {
  for (const button of state.querySelectorAll("button:disabled")) button.disabled = false;
}

export function showUnsaved() {
  if (!isSaved()) say(editor.dataset.unsaved, true);
}

function say(words, isUnsaved = false) {
  const place = state.querySelector("[data-save-state]");
  place.textContent = words;
  place.classList.toggle("is-unsaved", isUnsaved);
}

editor.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

// Somebody else was quicker: one of both is kept, and the one who is here says which.
state.addEventListener("click", ({ target }) => {
  const { reload, overwrite } = target.closest("button")?.dataset ?? {};
  if (overwrite) save(overwrite);
  if (reload === undefined) return;
  leaving = true;
  location.reload();
});

// Launching what is typed means saving it first.
state.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("afterSave" in form.dataset) || isSaved()) return;
  event.preventDefault();
  const { action } = form;
  if (!(await save())) return;
  leaving = true;
  const again = state.querySelector(`form[action="${CSS.escape(new URL(action).pathname)}"]`) ?? form;
  again.submit();
});

let leaving = false;
addEventListener("beforeunload", (event) => {
  if (!leaving && !isSaved()) event.preventDefault();
});
