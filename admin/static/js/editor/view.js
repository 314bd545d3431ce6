// Which part, variant and language of the form is seen. The form is drawn anew now and then; this outlives it.
import { draft } from "./draft.js";

export const view = { section: "message", variant: null, language: null, step: null, isAudienceJson: false };
const form = document.getElementById("form");

/** Shows what `view` says, or the first where that is gone. */
export function showView() {
  const { variants = {}, languages = [] } = draft.value; // a segment has neither
  if (!variants[view.variant]) view.variant = Object.keys(variants)[0];
  const steps = variants[view.variant]?.steps ?? [];
  if (!steps.some(({ id }) => id === view.step)) view.step = steps[0]?.id;
  if (!languages.includes(view.language)) view.language = languages[0];
  if (!form.querySelector(`[data-section="${view.section}"]`)) view.section = "message";
  for (const name of ["section", "variant", "language"]) {
    for (const part of form.querySelectorAll(`[data-${name}]`)) part.hidden = part.dataset[name] !== view[name];
    for (const button of form.querySelectorAll(`[data-show-${name}]`)) {
      const isOn = button.dataset[`show${name[0].toUpperCase()}${name.slice(1)}`] === view[name];
      button.setAttribute(name === "section" ? "aria-selected" : "aria-pressed", isOn);
      if (name === "section") button.tabIndex = isOn ? 0 : -1;
    }
  }
}

/** Brings a field into view, whichever part, variant, language and step it is in. */
export function reveal(element) {
  for (const name of ["section", "variant", "language"]) {
    const part = element.closest(`[data-${name}]`);
    if (part) view[name] = part.dataset[name];
  }
  showView();
  for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}
