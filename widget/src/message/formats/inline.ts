// In a place of the page itself. Nothing that the visitor sees moves: it is put in where the place has room for it, or
// where nobody looks just then.
import { after, all, guarded, listen, type Stop } from "../../boundary";
import type { Campaign } from "../../config";
import { CHECKS } from "../../engine";
import { atStart } from "../../starts";
import { sheets } from "../sheets";
import { beingDrawn } from "../shown";
import { FORMATS } from ".";
import CSS from "./inline.css";

// a press of the visitor's own: what moves because of it is expected
const OWN_DOING_MS = 300;

let pressedAt = Number.NEGATIVE_INFINITY;
atStart(() => {
  listen(document, "click", () => {
    pressedAt = performance.now();
  });
});

/** Also a selector that no browser can read names nothing. */
function placeOf(selector = ""): HTMLElement | null {
  try {
    return selector ? document.querySelector<HTMLElement>(selector) : null;
  } catch {
    return null;
  }
}

const selectorsOf = ({ variants }: Campaign) =>
  Object.values(variants).flatMap(({ format, selector }) => (format === "inline" ? [selector] : []));

// all arms are held back alike, or they could not be compared
CHECKS.place = (campaign) => selectorsOf(campaign).every(placeOf);

FORMATS.inline = {
  tag: "section",
  open(box, wantsClose) {
    const host = (box.getRootNode() as ShadowRoot).host as HTMLElement;
    const { view, hooks } = beingDrawn() ?? {};
    const { selector } = view?.variant ?? {};
    const place = placeOf(selector) ?? (selector ? null : document.body);
    if (!place) {
      host.remove();
      return after(0, () => wantsClose("navigation"));
    }
    return all(
      standIn(place, host, box, () => hooks?.shown()),
      listen(box, "keydown", ({ key }: KeyboardEvent) => key === "Escape" && wantsClose("esc")),
    );
  },
};

/** Puts it in now, or as soon as the place is out of sight. */
function standIn(place: HTMLElement, host: HTMLElement, box: HTMLElement, shown: () => void): Stop {
  const putIn = () => {
    host.className = "placed";
    place.append(host);
  };
  // laid out where it will stand, out of the flow and unseen, to know how high it is
  host.className = "measured";
  host.style.setProperty("--room", `${place.clientWidth}px`);
  place.append(host);
  const { height } = box.getBoundingClientRect();
  const { top, bottom } = place.getBoundingClientRect();
  const hasRoom = roomIn(place) >= height;
  const isUnseen = bottom < 0 || top > innerHeight;
  if (hasRoom || isUnseen || performance.now() - pressedAt < OWN_DOING_MS) {
    putIn();
    return () => {};
  }
  host.remove();
  const observer = new IntersectionObserver(
    guarded(([entry]: IntersectionObserverEntry[]) => {
      if (entry?.isIntersecting || host.isConnected) return;
      observer.disconnect();
      putIn();
      requestAnimationFrame(shown);
    }),
  );
  observer.observe(place);
  return () => observer.disconnect();
}

/** What the page itself keeps free in it. */
function roomIn(place: HTMLElement): number {
  const { paddingTop, paddingBottom } = getComputedStyle(place);
  const taken = [...place.children].filter(({ localName }) => localName !== "winback-message").length;
  return taken ? 0 : place.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
}

sheets.push(CSS);
