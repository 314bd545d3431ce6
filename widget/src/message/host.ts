// Where a message lives: a shadow root on <html>, in the top layer, out of reach of the page's style sheets.

import { listen, type Stop } from "../boundary";
import type { How, View } from "./contract";
import { el } from "./element";
import CSS from "./message.css";
import { paint } from "./theme";

export interface Frame {
  host: HTMLElement;
  box: HTMLElement;
  open(): void;
  remove(): void;
}

const sheets = new Map<string, CSSStyleSheet>();

/** Made once a page, however many messages wear it. */
function sheetOf(css: string): CSSStyleSheet {
  const made = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) made.replaceSync(css);
  sheets.set(css, made);
  return made;
}

export function frame({ variant, isOpen, fields, keepsFocus }: View, wantsClose: (how: How) => void): Frame {
  const { format, theme = {} } = variant;
  const isBar = format === "bar";
  const host = document.createElement("winback-message");
  const root = host.attachShadow({ mode: isOpen ? "open" : "closed" });
  root.adoptedStyleSheets = [CSS, fields?.css ?? ""].map(sheetOf);
  const box = el(isBar ? "section" : "dialog", {
    class: `box ${isBar ? "bar" : "popup"} ${theme.position ?? ""}`,
  });
  if (isBar) box.popover = "manual";
  paint(box, theme);
  root.append(box);
  const stops: Stop[] = [];
  return {
    host,
    box,
    open() {
      document.documentElement.append(host);
      if (isBar) box.showPopover();
      else openModal(box as HTMLDialogElement, !!keepsFocus);
      stops.push(isBar ? escapes(box, wantsClose) : dismissals(box, wantsClose));
    },
    remove() {
      for (const stop of stops) stop();
      // closing gives the focus back to where it was
      if (!isBar) (box as HTMLDialogElement).close();
      host.remove();
    },
  };
}

/** A dialog takes the focus as it opens, unless nothing in it can have it. */
function openModal(dialog: HTMLDialogElement, keepsFocus: boolean): void {
  dialog.inert = keepsFocus;
  dialog.showModal();
  dialog.inert = false;
}

const escapes = (box: HTMLElement, wantsClose: (how: How) => void): Stop =>
  listen(box, "keydown", ({ key }: KeyboardEvent) => key === "Escape" && wantsClose("esc"));

/** The dialog's own cancel is Esc (or Android's back); a press that begins and ends on the scrim closes too. */
function dismissals(box: HTMLElement, wantsClose: (how: How) => void): Stop {
  let pressed: EventTarget | null = null;
  const onCancel = (event: Event) => {
    event.preventDefault();
    wantsClose("esc");
  };
  box.addEventListener("cancel", onCancel);
  const stopPress = listen(box, "pointerdown", ({ target }: Event) => {
    pressed = target;
  });
  const stopClick = listen(box, "click", ({ target, detail }: UIEvent) => {
    if (target === box && pressed === box && detail) wantsClose("backdrop");
  });
  return () => {
    box.removeEventListener("cancel", onCancel);
    stopPress();
    stopClick();
  };
}
