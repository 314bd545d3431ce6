// Puts the problems that the server lists at their fields.
import { all, around, one } from "./dom";
import { reveal } from "./view";
import { words } from "./words";

const state = one("#state");
const form = one("#form");
const LISTED = "[data-errors] [data-path], [data-refused] [data-path]";

export interface Problem {
  path: string;
  message: string;
}

/** What was wrong with a draft that was saved by itself: said at the fields alone, nobody is taken away from typing. */
let quiet: Problem[] = [];

export const problemsIn = (place: ParentNode): Problem[] =>
  all(LISTED, place).map((item) => ({
    path: item.dataset.path as string,
    message: item.querySelector("a")?.textContent ?? "",
  }));

export function setQuietly(found: Problem[]): void {
  quiet = found;
  markFields();
}

/** Marks the fields that the list names. What only stands in the way of a launch is marked once one was tried. */
export function markFields(): void {
  for (const field of all("[aria-invalid]", form)) {
    field.removeAttribute("aria-invalid");
    field.classList.remove("is-invalid");
  }
  for (const block of all(".has-error", form)) block.classList.remove("has-error");
  for (const note of all("[data-error]", form)) note.textContent = "";
  for (const problem of [...problemsIn(state), ...quiet]) mark(problem);
  for (const { value, name } of all<HTMLInputElement>("input[name$='.selector']", form))
    if (value && !isSelector(value)) mark({ path: name, message: words("noSelector") });
}

/** Only a browser knows what browsers take. */
function isSelector(text: string): boolean {
  try {
    new DocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

function mark({ path, message }: Problem): void {
  const note = around(path, (near) => form.querySelector(`[data-error="${CSS.escape(near)}"]`));
  if (note) note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
  const field = document.getElementById(`f-${path}`);
  (field ?? note)?.closest("[data-block],.logic-rule")?.classList.add("has-error");
  if (!field?.matches("input, select, textarea")) return;
  field.setAttribute("aria-invalid", "true");
  field.classList.add("is-invalid");
}

export function goTo(path: string): void {
  const field = around(path, (near) => document.getElementById(`f-${near}`));
  if (field) reveal(field);
}

state.addEventListener("click", (event) => {
  const path = (event.target as Element).closest("a")?.closest<HTMLElement>("[data-path]")?.dataset.path;
  if (!path || path.startsWith("site.")) return;
  event.preventDefault();
  goTo(path);
});

/** After a refusal the first problem is where one wants to be. */
export function goToFirst(): void {
  const [first] = problemsIn(state);
  if (first && !first.path.startsWith("site.")) goTo(first.path);
}
