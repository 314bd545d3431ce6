// A button whose address takes the code that a coupon of the message reveals, as a shop's own "add to the cart" links do.
// Until there is a code its place is kept; where none is left it is gone.
import { BLOCKS } from "./blocks";
import "./blocks/coupon";
import type { Draw } from "./blocks/block";
import { safeLink } from "./blocks/link";

const PLACE = "{code}";
type Code = string | null | undefined;

/** By the path through the message: what was revealed, and the buttons of the step that wait for it. */
const revealed = new WeakMap<string[], Code>();
const waiting = new WeakMap<string[], (() => void)[]>();
const { button, coupon } = BLOCKS as Record<string, Draw>;

BLOCKS.coupon = (block, scene) => {
  const { hooks, path } = scene;
  const given = async () => {
    const mine = await hooks.coupon().catch(() => null);
    revealed.set(path, mine?.code ?? null);
    for (const fill of waiting.get(path) ?? []) fill();
    return mine;
  };
  return (coupon as Draw)(block, { ...scene, hooks: { ...hooks, coupon: given } });
};

BLOCKS.button = (block, scene) => {
  const { action, url = "" } = block;
  if (action !== "link" || !url.includes(PLACE)) return (button as Draw)(block, scene);
  const { path } = scene;
  // "#": a link from the beginning, so that nothing is drawn anew
  const drawn = (button as Draw)({ ...block, url: "#" }, scene);
  const { element } = drawn;
  function fill(): void {
    const code = revealed.get(path);
    const href = code && safeLink(url.replaceAll(PLACE, () => encodeURIComponent(code)));
    element.style.visibility = href ? "" : "hidden";
    element.hidden = code !== undefined && !href;
    if (href) element.setAttribute("href", href);
  }
  fill();
  waiting.set(path, [...(waiting.get(path) ?? []), fill]);
  return drawn;
};
