// A route of a single-page shop is about to change: what was decided belongs to the page that is left.
import type { Desk } from "../desk";

interface Navigating extends Event {
  destination: { url: string; sameDocument: boolean };
}

/** Heard before the address changes, where the Navigation API is there; else just after, on the way back only. */
export function route({ listen }: Desk, turn: () => void): void {
  const { navigation } = window as { navigation?: EventTarget };
  if (!navigation) {
    listen(window, "popstate", turn);
    return;
  }
  listen(navigation, "navigate", ({ destination }: Navigating) => {
    if (destination.sameDocument && here(destination.url) !== here(location.href)) turn();
  });
}

/** As page.ts has it: an address like #/cart is a route, #reviews a place on the page. */
function here(url: string): string {
  const { pathname, search, hash } = new URL(url);
  return pathname + search + (/^#[!/].*/.exec(hash)?.[0] ?? "");
}
