// The preview beside the form: width, light or dark, and the step that is being edited.
import { fit, show } from "../preview.js";
import { draft } from "./draft.js";
import { view } from "./view.js";

const frame = document.querySelector("iframe[data-preview]");
const room = document.querySelector("[data-stage]");
const campaign = JSON.parse(document.getElementById("sample").textContent);
const look = { width: 1280, scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light" };
if (room.clientWidth < 500) look.width = 390;

let waiting;
let isComposing = false;

/** Draws soon: typing quickly does not draw every letter. */
export function drawPreview(delay = 60) {
  room.setAttribute("aria-busy", "true");
  clearTimeout(waiting);
  // A syllable that is being put together, as in Korean, would be torn apart when the popup takes the focus.
  if (!isComposing) waiting = setTimeout(draw, delay);
}

document.addEventListener("compositionstart", () => {
  isComposing = true;
  clearTimeout(waiting);
});
document.addEventListener("compositionend", () => {
  isComposing = false;
  drawPreview(200);
});

function draw() {
  const variant = draft.value.variants[view.variant];
  const step = variant?.steps.find(({ id }) => id === view.step) ?? variant?.steps[0];
  if (!step) return;
  show(frame, { campaign, variant, language: view.language, step: step.id }, look.scheme);
  markStep(step.id);
}

function place() {
  room.dataset.device = look.width === 390 ? "phone" : "desktop";
  fit(frame, room, look.width);
  for (const name of ["width", "scheme"]) {
    for (const button of document.querySelectorAll(`[data-preview-${name}]`)) {
      const value = button.getAttribute(`data-preview-${name}`);
      button.setAttribute("aria-pressed", value === String(look[name]));
    }
  }
}

function markStep(id) {
  for (const step of document.querySelectorAll("[data-step]")) step.classList.toggle("is-current", step.dataset.step === id);
}

document.querySelector(".preview-bar").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-preview-width], [data-preview-scheme]");
  if (!button) return;
  const { previewWidth, previewScheme } = button.dataset;
  if (previewWidth) look.width = Number(previewWidth);
  if (previewScheme) look.scheme = previewScheme;
  place();
  draw();
});

// Somebody goes through the message in the preview: the form shows where they are.
addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== frame.contentWindow || data?.type !== "winback:preview-state") return;
  room.setAttribute("aria-busy", "false");
  if (data.step) markStep(data.step);
});

// With the pointer over it the message is there to be tried; else it only shows.
room.addEventListener("pointerenter", () => frame.removeAttribute("data-quiet"));
room.addEventListener("pointerleave", () => frame.setAttribute("data-quiet", ""));

new ResizeObserver(place).observe(room);
place();
