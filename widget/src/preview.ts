// The admin's preview: the visitors' own drawing, fed by postMessage from the editor. Nothing is counted, nothing is sent.
import type { Config, Variant } from "./config";
import type { Handle, Hooks, How, View } from "./message/contract";
import "./message/blocks/image";
import "./message/blocks/ces";
import "./message/blocks/checkbox";
import "./message/blocks/consent";
import "./message/blocks/countdown";
import "./message/blocks/coupon";
import "./message/blocks/csat";
import "./message/blocks/email";
import "./message/blocks/field";
import "./message/blocks/multiple_choice";
import "./message/blocks/nps";
import "./message/blocks/open_text";
import "./message/blocks/products";
import "./message/blocks/progress";
import "./message/blocks/purposes";
import "./message/blocks/select";
import "./message/blocks/single_choice";
import "./message/blocks/stars";
import "./message/back";
import "./message/logic";
import "./message/logic/piping";
import "./message/rich";
import "./message/shuffle";
import "./preview_inline";
import "./message/formats/above";
import { choose } from "./message/choose";
import "./message/dark";
import "./message/fonts";
import "./message/rtl";
import "./message/styles/link";
import "./message/styles/secondary";
import "./message/styles/three";
import "./message/formats/bar";
import "./message/formats/fullscreen";
import "./message/formats/popup";
import "./message/formats/slide_in";
import { forgetBlocks, makeEditable, point, type Wanted, watchBlocks } from "./editor/inline";
import { extras } from "./extras";
import { open } from "./message/draw";
import { el } from "./message/element";
import CSS from "./preview.css";

interface Asked extends Wanted {
  type: "winback:preview";
  campaign: { kind?: string; consent?: Config["consent"] };
  variant: Variant;
  step?: string;
  scheme?: string;
  /** What has become of it: see editor/scenes.ts. */
  state?: string;
  turn?: number;
}

extras.choose = choose;

const SAMPLE = "WELCOME-7K3F";
type Left = typeof import("./left_behind");

let standing: Handle | undefined;
/** What it is drawn from, and what stands where it has closed. */
let view: View | undefined;
let left: Left | undefined;
let asked: Asked | undefined;
let step: string | undefined;

listenToEditor();

function listenToEditor(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [sheet];
  watchBlocks();
  addEventListener("message", ({ data, origin }) => {
    if (origin !== location.origin) return;
    if (data?.type === "winback:preview-point" && asked && standing?.element.shadowRoot) {
      asked.chosen = data.chosen;
      point(standing.element.shadowRoot, data.chosen);
    }
    if (data?.type !== "winback:preview") return;
    asked = data as Asked;
    draw(asked.step, asked.state);
  });
  // whoever presses here means the message: the editor leaves the keyboard here
  addEventListener("pointerdown", () => tell({ type: "winback:preview-pressed" }), true);
  const released = () => setTimeout(() => tell({ type: "winback:preview-released" }));
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, released, true);
  addEventListener("keydown", forward);
  tell({ type: "winback:preview-ready" });
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
  forgetBlocks();
  view = {
    variant: scheme ? { ...variant, theme: { ...variant.theme, scheme } } : variant,
    languages: [language, language.split("-")[0] as string, "en"],
    isConsent: campaign.kind === "consent",
    purposes: campaign.consent?.purposes ?? [],
    granted: [],
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
  document.querySelector(".again")?.remove();
}

function stand(): void {
  if (!asked || !view) return;
  standing = open(view, hooks);
  const root = standing.element.shadowRoot;
  if (!root) return;
  if (asked.state === "error") root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  else if (asked.edits) makeEditable(root, asked, tell);
}

/** Once it has closed: the tab that opens it once more, the bar with the code, or else a button of our own. */
async function leave(what: string): Promise<void> {
  const mine = view;
  left ??= await import(document.documentElement.dataset.left as string);
  if (!mine || mine !== view || standing) return;
  const coupon = mine.variant.steps.flatMap(({ blocks }) => blocks).find(({ remind }) => remind);
  if (what === "bar" && coupon) left?.bar(mine, coupon, SAMPLE, again);
  else if (!left?.tab(mine, () => draw(), again)) again();
  report();
}

function again(): void {
  const said = AGAIN[asked?.language ?? ""] ?? "Show again";
  document.body.append(el("button", { class: "again", type: "button", onclick: () => draw() }, said));
}

const hooks: Hooks = {
  shown: () => report(),
  seen() {},
  event() {},
  decide() {},
  coupon: async () => ({ code: asked?.state === "no_code" ? null : SAMPLE }),
  stepped(id) {
    step = id;
    requestAnimationFrame(report);
  },
  closed(how: How) {
    standing = undefined;
    step = undefined;
    report();
    if (how === "navigation") return;
    if (how !== "done" && view?.variant.teaser) leave("tab");
    else again();
  },
};

const AGAIN: Record<string, string> = { ko: "다시 보기" };

/** `height` is the message's own, in CSS pixels; 0 once it has closed. */
function report(): void {
  const box = standing?.element.shadowRoot?.querySelector(".box");
  tell({
    type: "winback:preview-state",
    step: step ?? null,
    turn: asked?.turn,
    height: Math.ceil(box?.getBoundingClientRect().height ?? 0),
  });
}
