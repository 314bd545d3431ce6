// The campaign editor: fields change the draft, buttons change its shape, and the server draws the form again.
import { release, saveNow, saveSoon } from "./autosave";
import { check } from "./check";
import { all, buttonAt, type Field, one } from "./dom";
import { at, canRedo, canUndo, commit, draft, put, redo, replace, text, undo } from "./draft";
import { listenToHandles } from "./drag";
import { goToFirst, markFields } from "./errors";
import { listenToPreview } from "./in_place";
import { kept } from "./keep";
import { keepLook } from "./look";
import "./on_site";
import { adapt, OPERATIONS } from "./operations";
import { learn, paint } from "./paint";
import { post } from "./post";
import { save, say, showUnsaved, wake } from "./save";
import { drawPreview } from "./stage";
import { current, pathOfBlock, place } from "./structure";
import { read } from "./values";
import { showView, stepOf, view } from "./view";
import { announce, words } from "./words";

const editor = one<HTMLFormElement>("#editor");
const form = one("#form");
const buttons = { undo: one<HTMLButtonElement>("[data-undo]"), redo: one<HTMLButtonElement>("[data-redo]") };

/** Everything that depends on the draft, but for the form itself. */
function changed(): void {
  buttons.undo.disabled = !canUndo();
  buttons.redo.disabled = !canRedo();
  showUnsaved();
  saveSoon();
  paint(form);
  drawPreview();
}

function typed(field: Field): void {
  if (!field.name) return;
  const path = current(field.name, field);
  try {
    put(path, read(field));
    pairColours(path);
    field.setCustomValidity("");
    field.classList.remove("is-invalid");
  } catch {
    // JSON that is being written is no rule yet; as text it is refused by name when it is saved
    put(path, field.value);
  }
  changed();
}

/** Visitors see a colour of the text only together with one of the background, so that it can be read. */
function pairColours(path: string): void {
  const [, theme, name] = path.match(/^(.+\.theme(?:\.dark)?)\.(text|background)$/) ?? [];
  if (!theme) return;
  const other = `${theme}.${name === "text" ? "background" : "text"}`;
  put(other, one<HTMLInputElement>(`[name="${other}"]`, form).value);
}

form.addEventListener("input", ({ target }) => typed(target as Field));
form.addEventListener("change", ({ target }) => {
  const field = target as Field;
  if (field.dataset.op) return operate(field.dataset.op, current(field.dataset.at as string, field), field.value);
  // the sentences of rules say what questions and answers are called
  const isNamed = /\.(label|options\.\d+\.text)\./.test(field.name) && form.querySelector(".logic-rule");
  if ("redraws" in field.dataset || isNamed) {
    adapt(current(field.name, field), field.value, (field as HTMLInputElement).defaultValue);
    redraw();
  }
  commit();
  changed();
});

form.addEventListener("click", (event) => {
  const button = buttonAt(event);
  if (!button) return;
  const { op, at = "", value = "", showSection, showVariant, showLanguage, toggle } = button.dataset;
  if (op) operate(op, current(at, button), value);
  if ("check" in button.dataset) check(button);
  if ("keepLook" in button.dataset) keepLook(button).then((isKept) => isKept && operate("follow-kit", at, ""));
  if (toggle) view.block = view.block === toggle ? null : toggle;
  if (showSection) view.section = showSection;
  if (showVariant) view.variant = showVariant;
  if (showLanguage) view.language = showLanguage;
  showView();
  paint(form);
  drawPreview(0);
});

// The step whose field has the focus is the step that the preview shows.
form.addEventListener("focusin", ({ target }) => {
  const step = (target as Element).closest<HTMLElement>("[data-step]")?.dataset.step;
  if (!step || step === view.step) return;
  view.step = step;
  drawPreview(0);
});

// A step that somebody opens opens its first block. (Not on `toggle`: that comes of drawing the form, too.)
form.addEventListener("click", ({ target }) => {
  const step = (target as Element).closest("summary")?.parentElement as HTMLDetailsElement | null | undefined;
  if (!step?.matches("[data-step]") || step.open) return;
  view.step = step.dataset.step;
  if (stepOf(view.block ?? "")?.id !== view.step) view.block = undefined;
  showView();
  drawPreview(0);
});

form.addEventListener("keydown", (event) => {
  const tabs = all("[role=tab]", form);
  const index = tabs.indexOf(event.target as HTMLElement);
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (index < 0 || !by) return;
  const next = tabs.at((index + by) % tabs.length);
  next?.click();
  next?.focus();
});

function operate(op: string, path: string, value: string): void {
  if (!op.startsWith("rule-")) return change(() => OPERATIONS[op]?.(path, value));
  // the builder of rules is a file of its own; it works on this draft
  import(editor.dataset.logic as string).then(({ act }) => change(() => act(op, path, value, { at, put, view })));
}

function change(act: () => void): void {
  commit();
  act();
  commit();
  redraw();
  changed();
}

listenToHandles(
  form,
  (handle, by) => operate("move", current(handle.dataset.handle as string, handle), String(by)),
  (handle, { list, index }) => change(() => place(current(handle.dataset.handle as string, handle), list, index)),
);

// Choosing pictures is a file of its own; it works on this draft.
const { module: media } = one("#media").dataset;
if (media)
  import(media).then(({ listenToMedia }) => listenToMedia(form, { at, change, current, draft, pathOfBlock, view }));

import(editor.dataset.colours as string).then((colours) => {
  learn(colours);
  paint(form);
});

let drawing = 0;

/** The server draws the form for the draft; focus, open steps and the scroll stay where they were. */
async function redraw(): Promise<void> {
  const turn = ++drawing;
  const sent = text();
  form.classList.add("is-drawing");
  const answer = await post(
    editor.dataset.form as string,
    JSON.stringify({ ...draft.value, audience_as_json: view.isAudienceJson }),
  );
  if (turn !== drawing) return;
  // somebody has typed on: what was drawn is older than what is there
  if (answer?.ok && sent !== text()) return redraw();
  form.classList.remove("is-drawing");
  if (!answer?.ok || answer.redirected) return say(words("notDrawn"), true);
  const before = remember();
  form.innerHTML = await answer.text();
  showView();
  restore(before);
  paint(form);
  markFields();
  drawPreview(0);
}

interface Before {
  open: Map<string, boolean>;
  id: string;
  op?: string | undefined;
  at?: string | undefined;
  caret?: [number, number] | undefined;
  steps: number;
}

function remember(): Before {
  const open = all<HTMLDetailsElement>("details.card", form).map((part): [string, boolean] => [keyOf(part), part.open]);
  const field = document.activeElement as HTMLInputElement;
  const { id, dataset, selectionStart: from, selectionEnd: to } = field;
  const caret: Before["caret"] = from == null || to == null ? undefined : [from, to];
  return { open: new Map(open), id, op: dataset.op, at: dataset.at, caret, steps: all("[data-step]", form).length };
}

/** The same part of the same variant, whatever its place is now. */
const keyOf = (part: HTMLElement): string =>
  `${part.closest<HTMLElement>("[data-variant]")?.dataset.variant}/${part.dataset.step || part.id || part.className}`;

function restore({ open, id, op, at, caret, steps }: Before): void {
  const isMore = all("[data-step]", form).length > steps;
  for (const part of all<HTMLDetailsElement>("details.card", form)) {
    part.open = open.get(keyOf(part)) ?? part.open;
    if (isMore && part.dataset.step === view.step) part.open = true;
    if (view.block && part.querySelector(`[data-block="${CSS.escape(view.block)}"]`) && part.dataset.step)
      part.open = true;
  }
  const wanted = view.focus;
  view.focus = undefined;
  const same =
    (wanted && all(wanted, form).find(({ offsetParent }) => offsetParent)) ||
    (id && document.getElementById(id)) ||
    (op && form.querySelector<HTMLElement>(`[data-op="${op}"][data-at="${at ?? ""}"]`));
  if (!same) return;
  // what was moved into a step that is closed takes the keyboard there
  for (let part = same.closest("details"); part; part = part.parentElement?.closest("details") ?? null)
    part.open = true;
  same.focus({ preventScroll: true });
  if (caret && same.id === id) (same as HTMLInputElement).setSelectionRange(...caret);
}

function travel(by: "undo" | "redo"): void {
  if (by === "undo" ? !canUndo() : !canRedo()) return;
  (by === "undo" ? undo : redo)();
  announce(words(by === "undo" ? "undone" : "redone"));
  redraw();
  changed();
}

buttons.undo.addEventListener("click", () => travel("undo"));
buttons.redo.addEventListener("click", () => travel("redo"));

/** Whether the key was one of ours. */
function keyed(key: string, isShift: boolean): boolean {
  if (key === "s") {
    commit();
    save().then(release);
  } else if (key === "z") travel(isShift ? "redo" : "undo");
  else if (key === "y") travel("redo");
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (isOurs && keyed(event.key.toLowerCase(), event.shiftKey)) event.preventDefault();
});
one("#state").addEventListener("click", (event) => {
  if (buttonAt(event)?.matches("[data-save], [data-overwrite]")) release();
});

listenToPreview(form, changed, keyed);

/** What a reload has interrupted is there again, beside what the server has. */
function bringBack(): void {
  const found = kept();
  if (!found) return;
  replace(found.draft);
  const bar = document.querySelector<HTMLElement>("#state [data-tag]");
  if (bar && found.tag) bar.dataset.tag = found.tag;
  redraw();
  changed();
  say(words("broughtBack"), true);
  saveNow();
}

// Somebody may have typed before this file was here.
for (const field of editor.elements) {
  if ((field as Field).name && isTouched(field as Field)) typed(field as Field);
}

function isTouched(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  }
  if (field.type === "checkbox") {
    const box = field as HTMLInputElement;
    return box.checked !== box.defaultChecked;
  }
  return field.value !== field.defaultValue;
}

showView();
markFields();
goToFirst();
changed();
bringBack();
wake();
