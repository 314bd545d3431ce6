// Which part, variant, language, step and block of the form is seen. The form is drawn anew now and then; this outlives it.
import { all, one } from "./dom";
import { draft, type Step } from "./draft";

interface View {
  section: string;
  variant: string;
  language: string;
  step: string | undefined;
  /** The block whose properties are open; null: none. */
  block: string | null | undefined;
  isAudienceJson: boolean;
  /** Where the keyboard goes once the form is drawn anew: a selector. */
  focus?: string | undefined;
}

export const view: View = {
  section: "message",
  variant: "",
  language: "",
  step: undefined,
  block: undefined,
  isAudienceJson: false,
};
const form = one("#form");

export const steps = (): Step[] => draft.value.variants?.[view.variant]?.steps ?? [];
export const stepOf = (block: string): Step | undefined =>
  steps().find(({ blocks }) => blocks.some(({ id }) => id === block));

/** Shows what `view` says, or the first where that is gone. */
export function showView(): void {
  const { variants = {}, languages = [] } = draft.value; // a segment has neither
  if (!variants[view.variant]) view.variant = Object.keys(variants)[0] ?? "";
  if (!steps().some(({ id }) => id === view.step)) view.step = steps()[0]?.id;
  if (view.block && !stepOf(view.block)) view.block = undefined;
  if (view.block === undefined) view.block = steps().find(({ id }) => id === view.step)?.blocks[0]?.id ?? null;
  if (!languages.includes(view.language)) view.language = languages[0] ?? "";
  if (!form.querySelector(`[data-section="${view.section}"]`)) view.section = "message";
  for (const name of ["section", "variant", "language"] as const) showOnly(name);
  for (const block of all("[data-block]", form)) {
    const isOpen = block.dataset.block === view.block;
    block.classList.toggle("is-open", isOpen);
    one("[data-body]", block).hidden = !isOpen;
    one("[data-toggle]", block).setAttribute("aria-expanded", String(isOpen));
  }
}

function showOnly(name: "section" | "variant" | "language"): void {
  for (const part of all(`[data-${name}]`, form)) part.hidden = part.dataset[name] !== view[name];
  for (const button of all(`[data-show-${name}]`, form)) {
    const isOn = button.dataset[`show${name[0]?.toUpperCase()}${name.slice(1)}`] === view[name];
    button.setAttribute(name === "section" ? "aria-selected" : "aria-pressed", String(isOn));
    if (name === "section") button.tabIndex = isOn ? 0 : -1;
  }
}

/** Opens what is around an element, whichever part, variant, language and step it is in. */
export function unfold(element: Element): void {
  for (const name of ["section", "variant", "language"] as const) {
    const part = element.closest<HTMLElement>(`[data-${name}]`);
    if (part) view[name] = part.dataset[name] as string;
  }
  const block = element.closest<HTMLElement>("[data-block]");
  if (block) view.block = block.dataset.block;
  view.step = element.closest<HTMLElement>("[data-step]")?.dataset.step ?? view.step;
  showView();
  for (let part = element.closest("details"); part; part = part.parentElement?.closest("details") ?? null) {
    part.open = true;
  }
}

/** Brings a field into view and takes the keyboard there. */
export function reveal(element: HTMLElement): void {
  unfold(element);
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}
