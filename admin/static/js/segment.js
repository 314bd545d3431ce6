// The editor of a segment: the campaigns' rule builder, over what the server knows of visitors.
import { commit, draft, put } from "./editor/draft.js";
import { goToFirst, markFields } from "./editor/errors.js";
import { adapt, OPERATIONS } from "./editor/operations.js";
import { post, save, showUnsaved, wake } from "./editor/save.js";
import { read } from "./editor/values.js";
import { view } from "./editor/view.js";

const editor = document.getElementById("editor");
const form = document.getElementById("form");
const state = document.getElementById("state");

form.addEventListener("input", ({ target }) => {
  if (!target.name) return;
  try {
    put(target.name, read(target));
  } catch {
    put(target.name, target.value); // JSON that is being written is no rule yet
  }
  showUnsaved();
});

form.addEventListener("change", ({ target }) => {
  if (!("redraws" in target.dataset)) return;
  adapt(target.name, target.value);
  redraw();
});

form.addEventListener("click", ({ target }) => {
  const { op, at, value } = target.closest("button")?.dataset ?? {};
  if (!op) return;
  OPERATIONS[op](at, value);
  commit();
  redraw();
  showUnsaved();
});

let drawing = 0;

async function redraw() {
  const turn = ++drawing;
  const body = JSON.stringify({ ...draft.value, audience_as_json: view.isAudienceJson });
  const answer = await post(editor.dataset.form, body).catch(() => null);
  if (turn !== drawing || !answer?.ok) return;
  const { id } = document.activeElement;
  form.innerHTML = await answer.text();
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  markFields();
}

// What was saved is counted again: the bar comes anew, with a size that loads itself.
new MutationObserver(() => window.htmx.process(state)).observe(state, { childList: true });

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
  event.preventDefault();
  save();
});

markFields();
goToFirst();
wake();
