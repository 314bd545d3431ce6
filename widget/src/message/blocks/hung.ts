// A picture at the edge of a step, or behind its words. Its room is kept by the sheet alone, so nothing waits for it.
import type { Block } from "../../config";
import { el } from "../element";
import type { Drawn, Scene } from "./block";
import { sized } from "./sized";

const isSaving = (): unknown => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;

/** One that is no block among others. */
export function hung({ place, focus = "", ...block }: Block, { say, view }: Scene): Drawn {
  const isInBar = view.variant.format === "bar";
  const words = say(block.alt);
  // who saves data does without what says nothing
  if (!words && isSaving()) return { element: el("i", { hidden: true }) };
  const onerror = () => {
    // read first: it stands last for the sheets alone
    if (words) element.parentElement?.prepend(el("p", { class: "alt" }, words));
    element.remove();
  };
  const sizes = isInBar ? "64px" : place === "behind" ? "100vw" : "(max-width:600px) 100vw,560px";
  const image = el("img", { src: block.src, alt: words, onerror, ...sized(block, sizes) });
  image.style.objectPosition = focus;
  const element = el("div", { class: `art ${isInBar ? "thumb" : place}` }, image);
  return { element };
}

/** Words over a picture stand on as much of the background's colour as it takes to read them, on light screens and dark. */
export function veil(form: HTMLElement, drawn: [Block, Drawn][]): void {
  const art = form.querySelector(".art");
  // behind all that is first or follows in the sheets
  if (art) form.append(art);
  if (!art?.matches(".behind")) return;
  form.classList.add("veiled");
  for (const [{ veil, veils = [veil] }] of drawn)
    if (veils[0] != null) {
      form.style.setProperty("--day", `${veils[0]}%`);
      form.style.setProperty("--night", `${veils.at(-1)}%`);
    }
}
