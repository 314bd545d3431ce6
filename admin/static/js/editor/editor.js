// The campaign editor: fields change the draft, buttons change its shape, and the server draws the form again.
import { check } from "./check.js";
import { canRedo, canUndo, commit, draft, put, redo, undo } from "./draft.js";
import { goToFirst, markFields } from "./errors.js";
import "./on_site.js";
import { adapt, OPERATIONS } from "./operations.js";
import { post, save, showUnsaved, wake } from "./save.js";
import { drawPreview } from "./stage.js";
import { read } from "./values.js";
import { showView, view } from "./view.js";

const editor = document.getElementById("editor");
const form = document.getElementById("form");
const buttons = { undo: document.querySelector("[data-undo]"), redo: document.querySelector("[data-redo]") };

/** Everything that depends on the draft, but for the form itself. */
function changed() {
  buttons.undo.disabled = !canUndo();
  buttons.redo.disabled = !canRedo();
  showUnsaved();
  drawPreview();
}

function typed(field) {
  if (!field.name) return;
  try {
    put(field.name, read(field));
    pairColours(field.name);
    field.setCustomValidity("");
    field.classList.remove("is-invalid");
  } catch {
    // JSON that is being written is no rule yet; as text it is refused by name when it is saved
    put(field.name, field.value);
  }
  changed();
}

/** Visitors see a colour of the text only together with one of the background, so that it can be read. */
function pairColours(path) {
  const [, theme, name] = path.match(/^(.+\.theme)\.(text|background)$/) ?? [];
  if (!theme) return;
  const other = `${theme}.${name === "text" ? "background" : "text"}`;
  put(other, form.querySelector(`[name="${other}"]`).value);
}

form.addEventListener("input", ({ target }) => typed(target));
form.addEventListener("change", ({ target }) => {
  if ("redraws" in target.dataset) {
    adapt(target.name, target.value);
    redraw();
  }
  commit();
  changed();
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { op, at, value, showSection, showVariant, showLanguage } = button.dataset;
  if (op) operate(op, at, value);
  if ("check" in button.dataset) check(button);
  if (showSection) view.section = showSection;
  if (showVariant) view.variant = showVariant;
  if (showLanguage) view.language = showLanguage;
  showView();
  drawPreview(0);
});

// The step whose field has the focus is the step that the preview shows.
form.addEventListener("focusin", ({ target }) => {
  const step = target.closest("[data-step]")?.dataset.step;
  if (!step || step === view.step) return;
  view.step = step;
  drawPreview(0);
});

form.addEventListener("keydown", (event) => {
  const tabs = [...form.querySelectorAll("[role=tab]")];
  const index = tabs.indexOf(event.target);
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (index < 0 || !by) return;
  const next = tabs.at((index + by) % tabs.length);
  next.click();
  next.focus();
});

function operate(op, at, value) {
  commit();
  OPERATIONS[op](at, value);
  commit();
  redraw();
  changed();
}

let drawing = 0;

/** The server draws the form for the draft; focus, open steps and the scroll stay where they were. */
async function redraw() {
  const turn = ++drawing;
  form.classList.add("is-drawing");
  const body = JSON.stringify({ ...draft.value, audience_as_json: view.isAudienceJson });
  const answer = await post(editor.dataset.form, body).catch(() => null);
  if (turn !== drawing) return;
  form.classList.remove("is-drawing");
  if (!answer?.ok) return;
  const before = remember();
  form.innerHTML = await answer.text();
  restore(before);
  showView();
  markFields();
  drawPreview(0);
}

function remember() {
  const open = [...form.querySelectorAll("details.card")].map((part) => [part.id || part.className, part.open]);
  const { id, name, dataset } = document.activeElement;
  return { open: new Map(open), id, name, op: dataset?.op, at: dataset?.at, steps: form.querySelectorAll("[data-step]").length };
}

function restore({ open, id, op, at, steps }) {
  for (const part of form.querySelectorAll("details.card")) {
    part.open = open.get(part.id || part.className) ?? part.open;
    if (form.querySelectorAll("[data-step]").length > steps && part.dataset.step === view.step) part.open = true;
  }
  const same = (id && document.getElementById(id)) || (op && form.querySelector(`[data-op="${op}"][data-at="${at ?? ""}"]`));
  same?.focus({ preventScroll: true });
}

for (const [name, travel] of [["undo", undo], ["redo", redo]]) {
  buttons[name].addEventListener("click", () => {
    travel();
    redraw();
    changed();
  });
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    commit();
    save();
  }
});

// Somebody may have typed before this file was here.
for (const field of editor.elements) if (field.name && isTouched(field)) typed(field);

function isTouched(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

showView();
markFields();
goToFirst();
changed();
wake();
