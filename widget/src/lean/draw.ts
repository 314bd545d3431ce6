// A prompt from its first layer to the one below: drawn as every message is, of fewer parts.
import { guarded } from "../boundary";
import type { Block, Step } from "../config";
import { extras } from "../extras";
import { BLOCKS } from "../message/blocks";
import type { Scene } from "../message/blocks/block";
import { choose } from "../message/choose";
import type { Handle, Hooks, How, View } from "../message/contract";
import { el } from "../message/element";
import { frame } from "../message/host";
import { CLOSE, speaker, spokenIn } from "../message/words";

export function open(view: View, hooks: Pick<Hooks, "shown" | "closed" | "decide">, isFirst?: boolean): Handle {
  const { variant, languages } = view;
  const { steps } = variant;
  const say = speaker(languages);
  const { host, box, open, remove } = frame(view, close);
  let step: Step;
  let isOver = false;
  let names = 0;

  const cross = el("button", { type: "button", class: "x", "aria-label": say(CLOSE), onclick: () => close("close") });
  const body = el("div", { class: "body" });
  const scene = { say, hooks, view, act, close, unique: (name: string) => `${name}-${++names}` } as unknown as Scene;
  box.append(body, cross);
  goTo();
  open();
  // who has asked for it once more is taken there, be it no dialog
  focusTitle("close" in box || !isFirst);
  requestAnimationFrame(guarded(hooks.shown));

  function goTo(id?: string | null): void {
    step = steps.find((one) => one.id === id) ?? (steps[0] as Step);
    body.replaceChildren(drawn());
    box.lang = spokenIn(languages, step);
    box.dir = extras.isRightToLeft?.(box.lang) ? "rtl" : "ltr";
    const title = body.querySelector("h2,legend,p");
    if (title) {
      title.id ||= "title";
      box.setAttribute("aria-labelledby", title.id);
    }
    box.scrollTop = 0;
  }

  function drawn(): HTMLElement {
    const element = el("form", { class: "step" });
    let row: HTMLElement | null = null;
    for (const block of step.blocks) {
      const one = BLOCKS[block.type]?.(block, scene);
      if (!one) continue;
      // buttons that follow each other share a row
      if (block.type !== "button") row = null;
      else if (!row) {
        row = el("div", { class: "row" });
        element.append(row);
      }
      (row ?? element).append(one.element);
    }
    return element;
  }

  /** The heading, never a button: nobody should agree by pressing Enter too early. */
  function focusTitle(isWanted: unknown): void {
    const title = body.querySelector<HTMLElement>("h2") ?? box;
    title.tabIndex = -1;
    if (isWanted) title.focus({ preventScroll: true });
  }

  function act({ action = "close" }: Block, event: UIEvent): void {
    if (action === "close") close("close");
    else if (action.startsWith("goto:")) {
      goTo(action.slice(5));
      focusTitle(true);
    } else choose(scene, body, action, event, step === steps[0] ? 1 : 2);
  }

  function close(how: How): void {
    if (isOver) return;
    isOver = true;
    remove();
    hooks.closed(how);
  }

  return { close: guarded(close), element: host };
}
