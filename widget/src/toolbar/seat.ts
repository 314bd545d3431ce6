// Where the toolbar is in the page: last on <html>, or inside of a popup while that stands, and above everything.

let host: HTMLElement | undefined;
let root: ShadowRoot | undefined;
let isHeld: HTMLElement | null = null;

/** The element of the toolbar that has the focus. */
const focused = (): HTMLElement | null => (root?.activeElement as HTMLElement | null) ?? null;

function sit(place: HTMLElement): void {
  if (!host) return;
  // closing a dialog gives the focus to where it was before, which is not where it was last
  const held = isHeld ?? focused();
  if (host.parentElement !== place || host.nextSibling) place.append(host);
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
  held?.focus({ preventScroll: true });
}

export const seat = {
  /** Puts the toolbar on the page. */
  place(made: HTMLElement, shadow: ShadowRoot): void {
    host = made;
    root = shadow;
    host.popover = "manual";
    sit(document.documentElement);
  },
  isInUse(): boolean {
    isHeld = focused();
    return !!isHeld;
  },
  /** A message has opened: above a bar, and inside of what makes all else inert. */
  take(box: HTMLElement): void {
    sit(box.matches(":modal") ? box : document.documentElement);
    isHeld = null;
  },
  giveUp(): void {
    isHeld = focused();
    if (host?.parentElement !== document.documentElement) sit(document.documentElement);
  },
  settle(): void {
    sit(document.documentElement);
    isHeld = null;
  },
};
