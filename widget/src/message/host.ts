// Where a message lives: a shadow root on <html>, in the top layer, out of reach of the page's style sheets.
import type { Stop } from "../boundary";
import type { How, View } from "./contract";
import { el } from "./element";
import { FORMATS, type Format } from "./formats";
import CSS from "./message.css";
import { shade } from "./shade";
import { sheets } from "./sheets";
import { paint } from "./theme";

export interface Frame {
  host: HTMLElement;
  box: HTMLElement;
  open(): void;
  remove(): void;
}

/** Throws where the format is none that this file was linked with: before anything stands. */
export function frame({ variant, isOpen, keepsFocus }: View, wantsClose: (how: How) => void): Frame {
  const { format: name, theme = {} } = variant;
  const format = FORMATS[name] as Format;
  const [host, root] = shade("winback-message", CSS + sheets.join(""), isOpen);
  const box = el(format.tag, { class: `box ${name} ${theme.position ?? ""}` });
  paint(box, theme);
  root.append(box);
  let stop: Stop | undefined;
  return {
    host,
    box,
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
