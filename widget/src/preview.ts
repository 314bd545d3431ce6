// The admin's preview: the visitors' own drawing, fed by postMessage from the editor. Nothing is counted, nothing is sent.
import type { Config, Variant } from "./config";
import type { Handle, Hooks, How, View } from "./message/contract";
import "./message/asked";
import "./message/blocks/image";
import "./message/blocks/link";
import "./message/blocks/ces";
import "./message/blocks/checkbox";
import "./message/blocks/consent";
import "./message/blocks/countdown";
import "./message/blocks/coupon";
import "./message/blocks/csat";
import "./message/blocks/email";
import "./message/blocks/field";
import "./message/fields/date";
import "./message/fields/number";
import "./message/fields/phone";
import "./message/blocks/multiple_choice";
import "./message/blocks/nps";
import "./message/blocks/open_text";
import "./message/blocks/products";
import "./message/blocks/progress";
import "./message/blocks/purposes";
import "./message/blocks/select";
import "./message/blocks/single_choice";
import "./message/blocks/stars";
import "./message/blocks/cards";
import "./message/back";
import "./message/named";
import "./message/never";
import "./message/logic";
import "./message/logic/piping";
import "./message/rich";
import "./message/shuffle";
import "./preview_inline";
import "./message/formats/above";
import { BLOCKS } from "./message/blocks";
import type { Draw } from "./message/blocks/block";
import { choose } from "./message/choose";
import "./message/dark";
import "./message/fonts";
import "./message/rtl";
import "./message/styles/link";
import "./message/styles/secondary";
import "./message/styles/three";
import "./message/formats/bar";
import "./message/formats/top";
import "./message/formats/fullscreen";
import "./message/formats/popup";
import "./message/formats/slide_in";
import "./message/box";
import "./message/logo";
import type { Wanted } from "./editor/inline";
import { extras } from "./extras";
import { open } from "./message/draw";
import { learn, type Words } from "./message/own";
import CSS from "./preview.css";

interface Asked extends Wanted {
  type: "winback:preview";
  campaign: { kind?: string; consent?: Config["consent"]; words?: Words };
  variant: Variant;
  step?: string;
  scheme?: string;
  /** What has become of it: see editor/scenes.ts. */
  state?: string;
  turn?: number;
  /** That everybody gets. */
  code?: string;
}

const { choose: others } = extras;
extras.choose = (...pressed) => {
  others?.(...pressed);
  choose(...pressed);
};

/** Of files that are fetched when they are wanted. */
const addresses = document.documentElement.dataset;
const code = (): string => asked?.code || "WELCOME-7K3F";
type Left = typeof import("./left_behind");
type Inline = typeof import("./editor/inline");
type Colours = typeof import("./editor/colours");
type Art = typeof import("./editor/art");

let standing: Handle | undefined;
/** What it is drawn from, and what stands where it has closed. */
let view: View | undefined;
let left: Left | undefined;
let inline: Inline | undefined;
let colours: Colours | undefined;
let art: Art | undefined;
let asked: Asked | undefined;
/** Of what stands: what was asked for last may still wait for a file. */
let turn: number | undefined;
let step: string | undefined;

const isHung = ({ steps }: Variant) => steps.some(({ blocks }) => blocks.some(({ place }) => place));
const { image } = BLOCKS;
const { ask } = extras;

BLOCKS.image = (block, scene) => ((block.place && art?.hung) || (image as Draw))(block, scene);

extras.ask = (form, drawn, scene) => {
  ask?.(form, drawn, scene);
  art?.veil(form, drawn);
};

listenToEditor();

function listenToEditor(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [sheet];
  addEventListener("message", async ({ data, origin }) => {
    if (origin !== location.origin) return;
    if (data?.type === "winback:preview-point" && asked && standing?.element.shadowRoot) {
      asked.chosen = data.chosen;
      inline?.point(standing.element.shadowRoot, data.chosen);
    }
    if (data?.type !== "winback:preview") return;
    asked = data as Asked;
    learn(asked.campaign.words);
    if (!art && isHung(asked.variant)) art = await import(addresses.art as string);
    if (data.edits) await fetchEditing();
    // what was asked for meanwhile is what is drawn
    if (asked === data) draw(data.step, data.state);
  });
  // whoever presses here means the message: the editor leaves the keyboard here
  addEventListener("pointerdown", () => tell({ type: "winback:preview-pressed" }), true);
  const released = () => setTimeout(() => tell({ type: "winback:preview-released" }));
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, released, true);
  addEventListener("keydown", forward);
  tell({ type: "winback:preview-ready" });
  if (addresses.colours)
    import(addresses.colours).then((known) => {
      colours = known;
      mend();
    });
}

/** Its colours, wherever they could hardly be read. */
function mend(): void {
  const root = standing?.element.shadowRoot;
  if (root) colours?.mend(root, view?.variant.theme ?? {});
}

/** Only who writes in the preview needs what that takes. */
async function fetchEditing(): Promise<void> {
  if (inline) return;
  const made: Inline = await import(addresses.inline as string);
  if (!inline) made.watchBlocks(BLOCKS);
  inline = made;
}

/** Undo, redo and save are the editor's, wherever the keyboard is. */
function forward(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || !["s", "y", "z"].includes(key)) return;
  event.preventDefault();
  tell({ type: "winback:preview-key", key, isShift: event.shiftKey });
}

function tell(what: object): void {
  parent.postMessage(what, location.origin);
}

/** `state`: only as the editor asks for it; whoever opens it again here sees it as it opens. */
function draw(at?: string, state?: string): void {
  if (!asked) return;
  const { campaign, variant, language, scheme } = asked;
  clear();
  turn = asked.turn;
  inline?.forgetBlocks();
  view = {
    variant: scheme ? { ...variant, theme: { ...variant.theme, scheme } } : variant,
    languages: [language, language.split("-")[0] as string, "en"],
    ...(campaign.kind === "consent" && { purposes: campaign.consent?.purposes ?? [] }),
    isOpen: true,
    keepsFocus: true,
    step: at,
  };
  if (state === "tab" || state === "bar") leave(state);
  else stand();
}

function clear(): void {
  standing?.close("navigation");
  left?.clear();
}

function stand(): void {
  if (!asked || !view) return;
  standing = open(view, hooks);
  const root = standing.element.shadowRoot;
  if (!root) return;
  if (art) root.adoptedStyleSheets.push(art.sheet);
  mend();
  if (asked.state === "error") root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  else if (asked.edits) inline?.makeEditable(root, asked, tell);
}

/** Once it has closed: the tab that opens it once more, the bar with the code, or else a button of our own. */
async function leave(what: string): Promise<void> {
  const mine = view;
  left ??= await import(addresses.left as string);
  if (!mine || mine !== view || standing) return;
  left?.learn(asked?.campaign.words);
  const coupon = mine.variant.steps.flatMap(({ blocks }) => blocks).find(({ remind }) => remind);
  if (what === "bar" && coupon) left?.bar(mine, coupon, code(), again);
  else if (!what || !left?.tab(mine, () => draw(), again)) again();
  report();
}

const again = () => left?.again(asked?.language, () => draw());

const hooks: Hooks = {
  shown: () => report(),
  seen() {},
  event() {},
  decide() {},
  coupon: async () => ({ code: asked?.state === "no_code" ? null : code() }),
  stepped(id) {
    step = id;
    requestAnimationFrame(report);
  },
  closed(how: How) {
    standing = undefined;
    step = undefined;
    report();
    if (how === "navigation") return;
    leave(how !== "done" && view?.variant.teaser ? "tab" : "");
  },
};

/** `height` is the message's own, in CSS pixels; 0 once it has closed. */
function report(): void {
  const box = standing?.element.shadowRoot?.querySelector(".box");
  tell({
    type: "winback:preview-state",
    step: step ?? null,
    turn,
    height: Math.ceil(box?.getBoundingClientRect().height ?? 0),
  });
}
