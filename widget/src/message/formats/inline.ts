// In a place of the page itself. Nothing that the visitor sees moves: it is put in where the place has room for it, or
// where nobody looks just then.
import { after, all, guarded, listen, type Stop } from "../../boundary";
import type { Campaign } from "../../config";
import { CHECKS } from "../../engine";
import { atStart } from "../../starts";
import { guest } from "../guest";
import { sheets } from "../sheets";
import { beingDrawn } from "../shown";
import { FORMATS } from ".";
import CSS from "./inline.css";
import { holdingWhatIsRead } from "./reading";

// a press of the visitor's own: what moves because of it is expected
const OWN_DOING_MS = 300;

let pressedAt = Number.NEGATIVE_INFINITY;
atStart(() => {
  listen(document, "click", () => {
    pressedAt = performance.now();
  });
});

/** One that is not laid out, as in a part of the page that only phones have, is none: nothing in it is ever seen. */
function placeOf(selector = ""): HTMLElement | null {
  try {
    const place = document.querySelector<HTMLElement>(selector);
    return place?.getClientRects().length ? place : null;
  } catch {
    // a selector that no browser can read, be it empty, names nothing
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
    let leave: Stop | undefined;
    const stand = () => {
      host.className = "placed";
      place.append(host);
      leave = guest(box, box.querySelector("h2,legend,p"), wantsClose);
    };
    return all(
      standIn(place, host, box, stand, () => hooks?.shown()),
      () => leave?.(),
    );
  },
};

/** Puts it in now, or as soon as the place is out of sight. */
function standIn(place: HTMLElement, host: HTMLElement, box: HTMLElement, stand: () => void, shown: () => void): Stop {
  // above what is seen it pushes down all that follows
  const putIn = () => holdingWhatIsRead(place, stand);
  // laid out where it will stand, out of the flow and unseen, to know how high it is
  host.className = "measured";
  host.style.setProperty("--room", `${inside(place, "Width")}px`);
  place.append(host);
  const { height } = box.getBoundingClientRect();
  const { top, bottom } = place.getBoundingClientRect();
  const hasRoom = roomIn(place) >= height;
  const isUnseen = bottom < 0 || top > innerHeight;
  if (hasRoom || isUnseen || performance.now() - pressedAt < OWN_DOING_MS) {
    isUnseen ? putIn() : stand();
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

/** What the page itself keeps free in it: nothing, where it says something there, be it bare text. */
const roomIn = (place: HTMLElement): number => ([...place.childNodes].some(isTaking) ? 0 : inside(place, "Height"));

function isTaking(node: Node): unknown {
  const { wholeText, localName } = node as Partial<Text & Element>;
  return wholeText?.trim() || (localName && localName !== "winback-message");
}

/** So many pixels within its padding. */
function inside(place: HTMLElement, side: "Height" | "Width"): number {
  const style = getComputedStyle(place);
  const paddings = side === "Width" ? [style.paddingLeft, style.paddingRight] : [style.paddingTop, style.paddingBottom];
  return paddings.reduce((left, padding) => left - Number.parseFloat(padding), place[`client${side}`]);
}

sheets.push(CSS);
