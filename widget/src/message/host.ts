// Where a message lives: a shadow root on <html>, in the top layer, out of reach of the page's style sheets.
import type { Stop } from "../boundary";
import type { How, View } from "./contract";
import { el } from "./element";
import { FORMATS } from "./formats";
import CSS from "./message.css";
import { sheets } from "./sheets";
import { paint } from "./theme";

export interface Frame {
  host: HTMLElement;
  box: HTMLElement;
  takesFocus: boolean;
  open(): void;
  remove(): void;
}

let sheet: CSSStyleSheet | undefined;

/** Made once a page, however many messages wear it. */
function worn(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS + sheets.join(""));
  }
  return sheet;
}

/** Throws where the format is none that this file was linked with. */
export function frame({ variant, isOpen, keepsFocus }: View, wantsClose: (how: How) => void): Frame {
  const { format: name, theme = {} } = variant;
  const format = FORMATS[name];
  if (!format) throw new Error(`no format ${name}`);
  const host = document.createElement("winback-message");
  const root = host.attachShadow({ mode: isOpen ? "open" : "closed" });
  root.adoptedStyleSheets = [worn()];
  const box = el(format.tag, { class: `box ${name} ${theme.position ?? ""}` });
  paint(box, theme);
  root.append(box);
  let stop: Stop | undefined;
  return {
    host,
    box,
    takesFocus: !!format.takesFocus,
    open() {
      document.documentElement.append(host);
      stop = format.open(box, wantsClose, keepsFocus);
    },
    remove() {
      stop?.();
      // closing gives the focus back to where it was
      (box as HTMLDialogElement).close?.();
      host.remove();
    },
  };
}
