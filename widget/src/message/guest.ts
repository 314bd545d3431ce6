// What comes up beside the page and leaves the focus where it is: told to screen readers, and a way back for who goes in.
import { after, listen, type Stop } from "../boundary";
import { el } from "./element";

/** A region is heard only if it stood there before its words did. */
const BEFORE_MS = 400;

/** `said` is told. To be ended before the element is taken away: then who is in it stands again where they came from. */
export function guest(element: HTMLElement, said: Element | null, leave?: (how: "esc") => void): Stop {
  const opener = document.activeElement as HTMLElement;
  let from: HTMLElement | undefined;
  const region = el("output");
  region.style.cssText = "position:fixed;clip-path:inset(50%)";
  (element.parentNode as ParentNode).append(region);
  after(BEFORE_MS, () => {
    region.textContent = said?.textContent as string;
  });
  // goes with the element
  listen(element, "keydown focusin", ({ key, relatedTarget }) => {
    from ??= relatedTarget;
    if (key === "Escape") leave?.("esc");
  });
  return () => {
    if (element.matches(":focus-within"))
      // where nothing had the focus, or what had it is gone, the way in is the way out
      (opener.matches("html :not(body)") ? opener : from)?.focus({ preventScroll: true });
  };
}
