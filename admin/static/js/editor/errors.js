// Puts the problems that the server lists at their fields.
import { reveal } from "./view.js";

const state = document.getElementById("state");
const form = document.getElementById("form");

/** Marks the fields that the list names. What only stands in the way of a launch is marked once one was tried. */
export function markFields() {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.classList.remove("is-invalid");
  }
  for (const note of form.querySelectorAll("[data-error]")) note.textContent = "";
  for (const item of state.querySelectorAll("[data-errors] [data-path], [data-refused] [data-path]")) {
    mark(item.dataset.path, item.querySelector("a").textContent);
  }
}

function mark(path, message) {
  const note = noteOf(path);
  if (note) note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
  const field = document.getElementById(`f-${path}`);
  if (!field?.matches("input, select, textarea")) return;
  field.setAttribute("aria-invalid", "true");
  field.classList.add("is-invalid");
}

/** The place for a message about the path, or about the nearest thing around it. */
function noteOf(path) {
  for (let keys = path.split("."); keys.length; keys = keys.slice(0, -1)) {
    const note = form.querySelector(`[data-error="${CSS.escape(keys.join("."))}"]`);
    if (note) return note;
  }
}

export function goTo(path) {
  for (let keys = path.split("."); keys.length; keys = keys.slice(0, -1)) {
    const field = document.getElementById(`f-${keys.join(".")}`);
    if (field) return reveal(field);
  }
}

state.addEventListener("click", (event) => {
  const item = event.target.closest("a")?.closest("[data-path]");
  if (!item || item.dataset.path.startsWith("site.")) return;
  event.preventDefault();
  goTo(item.dataset.path);
});

/** After a refusal the first problem is where one wants to be. */
export function goToFirst() {
  const first = state.querySelector("[data-errors] [data-path], [data-refused] [data-path]");
  if (first && !first.dataset.path.startsWith("site.")) goTo(first.dataset.path);
}
