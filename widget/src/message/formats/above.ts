// A bar above the page, which makes room for it: while the room is out of sight, so that nothing ever moves in view.
import { after, all, listen, type Stop } from "../../boundary";
import { sheets } from "../sheets";
import { keepingStill } from "../still";
import { FORMATS } from ".";
import CSS from "./above.css";
import "./bar";
import { beside } from "./beside";

FORMATS.bar = {
  ...beside,
  open(box, wantsClose, keepsFocus) {
    const stop = beside.open(box, wantsClose, keepsFocus);
    return box.classList.contains("above") ? all(makeRoom(box), stop) : stop;
  },
};

// in the frame of a scroll browsers count what we hold as moved
const STILL_MS = 100;

/** Padding of the root by an animation of no duration: no style of the page's own is touched, and it ends with it. */
function makeRoom(box: HTMLElement): Stop {
  const root = document.documentElement;
  let room: Animation | undefined;
  const give = () => {
    const height = Math.ceil(box.getBoundingClientRect().height);
    // at the very top of the page it lies over it until one has scrolled: only then is nothing seen to move
    if (room || scrollY < height) return;
    const paddingTop = `${Number.parseFloat(getComputedStyle(root).paddingTop) + height}px`;
    keepingStill(() => {
      room = root.animate({ paddingTop: [paddingTop, paddingTop] }, { duration: 1, fill: "forwards" });
    }, edge);
  };
  give();
  let soon: Stop | undefined;
  const stop = listen(window, "scroll", () => {
    soon?.();
    soon = after(STILL_MS, give);
  });
  return () => {
    stop();
    soon?.();
    keepingStill(() => room?.cancel(), edge);
  };
}

/** At the very top there is nothing to hold. */
const edge = () => document.body.getBoundingClientRect().top;

sheets.push(CSS);
