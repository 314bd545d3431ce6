// The outside of the toolbar: its shadow root, the line that is always there, and what it says.
import { el } from "../message/element";
import { controls } from "./controls";
import { leave } from "./instead/storage";
import { icon } from "./parts";
import { seat } from "./seat";
import CSS from "./toolbar.css";
import { refusal, WORDS } from "./words";

export interface Shell {
  bar: HTMLElement;
  header: HTMLElement;
  name(words: string): void;
  /** Read out by a screen reader, once for each change. */
  note(words: string): void;
}

export function shell(): Shell {
  const host = document.createElement("winback-preview");
  const root = host.attachShadow({ mode: /[?&]winback_debug/.test(location.search) ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const title = el("span", {});
  const heading = el("h2", { id: "title" }, el("b", {}, `${WORDS.preview} `), title);
  const header = el("header", {}, heading);
  const status = el("p", { class: "status", role: "status" });
  const look = controls.isOnTop ? "bar top" : "bar";
  const bar = el("section", { class: look, "aria-labelledby": "title" }, header, status);
  root.append(bar);
  seat.place(host, root);
  return {
    bar,
    header,
    name(words) {
      title.textContent = words;
    },
    note(words) {
      if (status.textContent !== words) status.textContent = words;
    },
  };
}

const CROSS = "M18 6L6 18M6 6l12 12";

export const goodbye = (): HTMLElement =>
  icon(WORDS.leave, CROSS, () => {
    leave();
    location.reload();
  });

/** A link that is good for nothing: one sentence, and the way out. */
export function refuse(reason: string): void {
  const { header, note } = shell();
  header.append(goodbye());
  note(refusal(reason));
}
