// The preview beside the form: width, light or dark, the step that is edited, and the variants side by side.
import { campaign } from "./campaign";
import { all, one } from "./dom";
import { draft, type Step } from "./draft";
import { fit, send, show } from "./frame";
import { become, scenesOf } from "./scenes";
import { view } from "./view";
import { words } from "./words";

const room = one("[data-stage]");
const bar = one(".preview-bar");
const scenes = one<HTMLSelectElement>("[data-scene]", bar);
const look = {
  width: 1280,
  scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  mode: "edit",
  state: "",
  /** Which was edited when the state was chosen. */
  step: undefined as string | undefined,
  isCompared: false,
};
if (room.clientWidth < 500) look.width = 390;
const DEVICES: Record<number, string> = { 390: "phone", 768: "tablet", 1280: "desktop" };

export const mainFrame = one<HTMLIFrameElement>("iframe[data-preview]");
export const cells = () => all("[data-cell]", room);
const frameIn = (cell: HTMLElement) => one<HTMLIFrameElement>("iframe", cell);

let waiting: number | undefined;
let isComposing = false;
/** The latest drawing that is wanted. */
let turn = 0;
/** A text is being written in the preview itself: drawing would take it from under the hands. */
const held = { isPressed: false, isWriting: false };
const isHeld = () => held.isPressed || held.isWriting;
let isWanted = false;

/** Draws soon: typing quickly does not draw every letter. */
export function drawPreview(delay = 60): void {
  isWanted = isHeld();
  if (isWanted) return;
  turn += 1;
  room.setAttribute("aria-busy", "true");
  clearTimeout(waiting);
  // A syllable that is being put together, as in Korean, would be torn apart when the popup takes the focus.
  if (!isComposing) waiting = setTimeout(draw, delay);
}

/** Nothing is drawn under a finger, nor under what is being written there; what was wanted meanwhile comes after. */
export function hold(change: Partial<typeof held>): void {
  Object.assign(held, change);
  if (isHeld()) {
    isWanted ||= room.getAttribute("aria-busy") === "true";
    clearTimeout(waiting);
  } else if (isWanted) drawPreview(0);
}

document.addEventListener("compositionstart", () => {
  isComposing = true;
  clearTimeout(waiting);
});
document.addEventListener("compositionend", () => {
  isComposing = false;
  drawPreview(200);
});

function draw(): void {
  if (isHeld()) return;
  arrange();
  listScenes();
  const names = look.isCompared ? Object.keys(draft.value.variants) : [view.variant];
  for (const [index, cell] of cells().entries()) drawIn(cell, names[index] ?? view.variant);
}

function drawIn(cell: HTMLElement, name: string): void {
  const variant = draft.value.variants[name];
  const mine = draft.value.variants[view.variant]?.steps ?? [];
  const index = mine.findIndex(({ id }) => id === view.step);
  const step = variant?.steps.find(({ id }) => id === view.step) ?? variant?.steps[index] ?? variant?.steps[0];
  cell.dataset.of = name;
  one("[data-cell-name]", cell).textContent = words("variant", { name: name.toUpperCase() });
  if (!variant || !step) return;
  const isMine = name === view.variant;
  show(
    frameIn(cell),
    {
      campaign,
      variant: become(variant, look.state),
      language: view.language,
      turn,
      step: step.id,
      edits: look.mode === "edit" && !look.state,
      says: { write: words("write"), empty: words("empty") },
      chosen: (isMine && view.block) || undefined,
      state: look.state || undefined,
    },
    look.scheme,
  );
  if (isMine) markStep(step);
}

/** As many frames as variants are compared; the first of them is the one that is always there. */
function arrange(): void {
  const count = look.isCompared ? Object.keys(draft.value.variants).length : 1;
  room.toggleAttribute("data-compared", count > 1);
  for (const extra of cells().slice(count)) extra.remove();
  while (cells().length < count) {
    const cell = one("[data-cell]", room).cloneNode(true) as HTMLElement;
    const frame = frameIn(cell);
    frame.removeAttribute("data-preview");
    frame.removeAttribute("data-ready");
    room.append(cell);
  }
  place();
}

function place(): void {
  room.dataset.device = DEVICES[look.width];
  for (const cell of cells()) {
    const frame = frameIn(cell);
    // the keyboard goes where a message is there to be tried
    frame.tabIndex = look.mode === "edit" ? -1 : 0;
    fit(frame, one("[data-room]", cell), look.width);
  }
  for (const name of ["width", "scheme", "mode"] as const) {
    for (const button of all(`[data-preview-${name}]`, bar)) {
      const value = button.getAttribute(`data-preview-${name}`);
      button.setAttribute("aria-pressed", String(value === String(look[name])));
    }
  }
  bar.querySelector("[data-compare]")?.setAttribute("aria-pressed", String(look.isCompared));
}

const keyOf = (step: string | undefined, state: string): string => `${state}/${step}`;

/** Lists above the frame what can be seen of the variant, and tells what is. */
function listScenes(): void {
  const variant = draft.value.variants[view.variant];
  if (!variant) return;
  const found = scenesOf(variant, view.language);
  // somebody went to another step: there it is open
  if (isLeft(look.state) && view.step !== look.step) look.state = "";
  const isThere = ({ step, state }: { step: string; state: string }) =>
    state === look.state && (step === view.step || isLeft(state));
  if (!found.some(isThere)) look.state = "";
  const wanted = found.map(({ step, state, label }) => new Option(label, keyOf(step, state)));
  // a list that is open stays as it is
  if (wanted.map(lineOf).join() !== [...scenes.options].map(lineOf).join()) scenes.replaceChildren(...wanted);
  pick(found.find(isThere)?.step ?? view.step);
}

const lineOf = ({ value, text }: HTMLOptionElement): string => `${value} ${text}`;
/** Of no step: it is there when the message has closed. */
const isLeft = (state: string): boolean => state === "tab" || state === "bar";

function pick(step: string | undefined): void {
  scenes.value = keyOf(step, look.state);
}

scenes.addEventListener("change", () => {
  const [state = "", ...step] = scenes.value.split("/");
  look.state = state;
  if (!isLeft(state)) view.step = step.join("/");
  look.step = view.step;
  // what is left stands at the lower edge
  room.scrollIntoView({ block: "nearest" });
  drawPreview(0);
});

function markStep({ id }: Step): void {
  for (const step of all("[data-step]")) step.classList.toggle("is-current", step.dataset.step === id);
}

bar.addEventListener("click", ({ target }) => {
  const button = (target as Element).closest<HTMLElement>("button");
  if (!button) return;
  const { previewWidth, previewScheme, previewMode, compare } = button.dataset;
  if (previewWidth) look.width = Number(previewWidth);
  if (previewScheme) look.scheme = previewScheme;
  if (previewMode) look.mode = previewMode;
  if (compare !== undefined) look.isCompared = !look.isCompared;
  place();
  drawPreview(0);
});

/** The block whose properties are open, without drawing anything anew. */
export function point(): void {
  send(mainFrame, { type: "winback:preview-point", chosen: view.block ?? null });
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || data?.type !== "winback:preview-state") return;
  if (source === mainFrame.contentWindow && data.turn === turn) room.setAttribute("aria-busy", "false");
});

/** Somebody goes through the message in the preview: the form shows where they are. */
export function markSteps(id: string): void {
  const step = draft.value.variants[view.variant]?.steps.find((one) => one.id === id);
  if (!step) return;
  markStep(step);
  pick(id);
}

// With the pointer over it the message is there to be tried; else it only shows.
room.addEventListener("pointerover", ({ target }) => (target as Element).removeAttribute("data-quiet"));
room.addEventListener("pointerleave", () => {
  for (const cell of cells()) frameIn(cell).setAttribute("data-quiet", "");
});

new ResizeObserver(place).observe(room);
// The bar above grows with what it lists; the preview stays below it.
const state = one("#state");
new ResizeObserver(() => room.parentElement?.style.setProperty("--bar", `${state.offsetHeight}px`)).observe(state);
place();
