// Whether the browser hides what looks like advertising: by bait that every list of filters hides. Nothing is requested.
import { after } from "../boundary";
import { sources } from "../facts";
import { atStart } from "../starts";

// Some hide it at once, others once they have looked through the page.
const LOOKS_MS = [50, 300, 1200];
const BAIT = "adsbox ad-banner ad-placement ads-banner adsbygoogle banner-ads pub_300x250 text-ads textAd sponsored-ad";

let hasBlocker: boolean | undefined;

sources.push(() => ({ "device.ad_blocker": hasBlocker }));

atStart((_, { changed }) => {
  // the plain one tells a page that hides them both, of which nothing can be said
  const [bait, plain] = [put(BAIT), put("")];
  const look = (turn: number): void => {
    const isHidden = !isSeen(bait);
    const isOver = isHidden || !isSeen(plain) || turn === LOOKS_MS.length - 1;
    if (!isOver) return wait(turn + 1);
    if (isSeen(plain)) hasBlocker = isHidden;
    bait.remove();
    plain.remove();
    changed();
  };
  const wait = (turn: number): void => {
    after(LOOKS_MS[turn] as number, () => look(turn));
  };
  wait(0);
});

function put(className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.ariaHidden = "true";
  element.textContent = "\u00a0";
  Object.assign(element.style, { position: "fixed", left: "-99px", top: "-99px", width: "9px", height: "9px" });
  document.body.append(element);
  return element;
}

const isSeen = (element: HTMLElement): boolean => element.offsetHeight > 0;
