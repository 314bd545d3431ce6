// The controls that the toolbar is made of.
import { el } from "../message/element";

export type Option = [value: string, words: string];

export interface Picker {
  element: HTMLElement;
  set(options: Option[], value: string): void;
}

let names = 0;

/** A labelled select. */
export function picker(label: string, picked: (value: string) => void): Picker {
  const id = `p${++names}`;
  const select = el("select", { id, onchange: () => picked(select.value) }) as HTMLSelectElement;
  const element = el("div", { class: "pick" }, el("label", { for: id }, label), select);
  let told = "";
  return {
    element,
    set(options, value) {
      const text = JSON.stringify(options);
      // a list that is open must not be drawn anew under somebody's hand
      if (text !== told) select.replaceChildren(...options.map(([key, words]) => el("option", { value: key }, words)));
      told = text;
      select.value = options.some(([key]) => key === value) ? value : (options[0]?.[0] ?? "");
      select.disabled = options.length < 2;
    },
  };
}

export const button = (words: string, onclick: () => void, look = ""): HTMLElement =>
  el("button", { type: "button", class: `b ${look}`, onclick }, words);

/** A button that is a picture, with its words for whoever does not see it. */
export function icon(words: string, path: string, onclick: () => void): HTMLElement {
  const SVG = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  picture.append(line);
  return el("button", { type: "button", class: "i", "aria-label": words, title: words, onclick }, picture as never);
}

export function checkbox(words: string, isOn: boolean, turned: (isOn: boolean) => void): HTMLElement {
  const box = el("input", { type: "checkbox", checked: isOn, onchange: () => turned(box.checked) }) as HTMLInputElement;
  return el("label", { class: "check" }, box, el("span", {}, words));
}
