// Talks to the page inside a preview's frame, and scales it to the room that there is.
import type { Block, Theme, Variant } from "../config";
import { worn } from "./worn";

export interface Shown {
  campaign: object;
  variant: Variant;
  language: string;
  step?: string | undefined;
  /** Whether texts are edited where they stand; else the message is there to be tried. */
  edits?: boolean;
  /** What the frame says of its own, in the language of the page around it. */
  says?: { write: string; empty: string };
  /** The block whose properties are open. */
  chosen?: string | undefined;
  /** Which drawing this is: told again with what is seen. */
  turn?: number;
  /** What has become of it: see scenes.ts. */
  state?: string | undefined;
}

const waiting = new WeakMap<HTMLIFrameElement, object>();
const frames = () => [...document.querySelectorAll("iframe")];

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin) return;
  const frame = frames().find(({ contentWindow }) => contentWindow === source);
  if (!frame) return;
  if (data?.type === "winback:preview-ready") {
    frame.dataset.ready = "";
    send(frame, waiting.get(frame));
  }
  // a finger in the frame: it is there to be used, as it is below a pointer
  if (data?.type === "winback:preview-pressed") frame.removeAttribute("data-quiet");
});

// A popup takes the focus as it opens, from whatever field one is typing in. From a quiet frame it goes back at once.
let focused: HTMLElement = document.body;
let isTabbing = false;
addEventListener("focusin", ({ target }) => {
  if (!(target as Element).matches("iframe")) focused = target as HTMLElement;
});
addEventListener("keydown", ({ key }) => {
  isTabbing = key === "Tab";
  setTimeout(() => {
    isTabbing = false;
  });
});
addEventListener("blur", () => {
  if (!isTabbing) setTimeout(takeBack);
  // whoever goes there by key means it, until they come back
  else {
    for (const frame of frames()) frame.removeAttribute("data-quiet");
    addEventListener("focus", quieten, { once: true });
  }
});

function quieten(): void {
  for (const frame of frames()) frame.setAttribute("data-quiet", "");
}

function takeBack(): void {
  const isInFrame = document.hasFocus() && document.activeElement?.matches("iframe[data-quiet]");
  if (!isInFrame) return;
  if (document.activeElement !== focused) (document.activeElement as HTMLElement).blur();
  window.focus();
  focused.focus({ preventScroll: true });
}

/** Shows a variant as a device of that scheme would: `light` or `dark`. */
export function show(frame: HTMLIFrameElement, what: Shown, device: string): void {
  const blocks = what.variant.steps.flatMap((step) => step.blocks) as (Block & { code?: string; pool?: string })[];
  // of a pool nobody knows which code will come
  const code = blocks.find(({ type, pool }) => type === "coupon" && !pool)?.code;
  const message = { type: "winback:preview", ...what, code, variant: asTried(asOn(device, dressed(what))), device };
  waiting.set(frame, message);
  const isReady = "ready" in frame.dataset || (frame.contentWindow as { winbackReady?: boolean } | null)?.winbackReady;
  if (isReady) send(frame, message);
}

export function send(frame: HTMLIFrameElement, message?: object): void {
  if (message) frame.contentWindow?.postMessage(message, location.origin);
}

/** In the site's brand kit, where it follows that. What is of the library is found here, any other path where the shop is. */
function dressed({ campaign, variant }: Shown): Variant {
  const { look, origin } = campaign as { look?: Theme; origin?: string };
  const made = JSON.stringify({ ...variant, theme: worn(variant.theme, look) });
  const isOfShop = (key: string, path: unknown) =>
    /^(src|dark)$/.test(key) && typeof path === "string" && /^(?!\/w\/m\/)./.test(path);
  return JSON.parse(made, (key, value) =>
    origin && isOfShop(key, value) && URL.canParse(value, origin) ? new URL(value, origin).href : value,
  );
}

/** A message that follows the device takes its own dark colours there, not the ones chosen for a light screen. */
function asOn(device: string, variant: Variant): Variant {
  const { scheme, background, text, ...theme } = variant.theme ?? {};
  if (scheme !== "auto") return variant;
  const colours = device === "dark" || !background || !text ? {} : { background, text };
  return { ...variant, theme: { ...theme, ...colours, scheme: device } };
}

/** Nobody hears of an event here: its button only does what comes next. */
const asTried = (variant: Variant): Variant => ({
  ...variant,
  steps: variant.steps.map((step) => ({
    ...step,
    blocks: step.blocks.map((block) =>
      block.action === "event" ? { ...block, action: block.then ?? "close" } : block,
    ),
  })),
});

/** Draws the frame `width` pixels wide whatever the room's own width, and as high as the room at that scale. */
export function fit(frame: HTMLElement, room: HTMLElement, width: number): void {
  const scale = Math.min(room.clientWidth / width, 1);
  frame.style.width = `${width}px`;
  frame.style.height = `${room.clientHeight / scale}px`;
  frame.style.transform = `scale(${scale})`;
  frame.style.left = `${Math.max(0, (room.clientWidth - width * scale) / 2)}px`;
}
