// The editor of a segment: the campaigns' rule builder, over what the server knows of visitors.
import { adaptCondition, CONDITION_OPERATIONS } from "./audience";
import { buttonAt, type Field, one } from "./dom";
import { commit, draft, put } from "./draft";
import { goToFirst, markFields } from "./errors";
import { post } from "./post";
import { save, showUnsaved, wake } from "./save";
import { read } from "./values";
import { view } from "./view";

const editor = one<HTMLFormElement>("#editor");
const form = one("#form");
const state = one("#state");

form.addEventListener("input", ({ target }) => {
  const field = target as Field;
  if (!field.name) return;
  try {
    put(field.name, read(field));
  } catch {
    put(field.name, field.value); // JSON that is being written is no rule yet
  }
  showUnsaved();
});

form.addEventListener("change", ({ target }) => {
  const field = target as Field;
  if (!("redraws" in field.dataset)) return;
  adaptCondition(field.name, field.value);
  redraw();
});

form.addEventListener("click", (event) => {
  const { op, at = "", value = "" } = buttonAt(event)?.dataset ?? {};
  if (!op) return;
  CONDITION_OPERATIONS[op]?.(at, value);
  commit();
  redraw();
  showUnsaved();
});

let drawing = 0;

async function redraw(): Promise<void> {
  const turn = ++drawing;
  const body = JSON.stringify({ ...draft.value, audience_as_json: view.isAudienceJson });
  const answer = await post(editor.dataset.form as string, body);
  if (turn !== drawing || !answer?.ok) return;
  const { id } = document.activeElement as HTMLElement;
  form.innerHTML = await answer.text();
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  markFields();
}

interface WithHtmx {
  htmx: { process(element: HTMLElement): void };
}

// What was saved is counted again: the bar comes anew, with a size that loads itself.
new MutationObserver(() => (window as unknown as WithHtmx).htmx.process(state)).observe(state, { childList: true });

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
  event.preventDefault();
  save();
});

markFields();
goToFirst();
wake();
