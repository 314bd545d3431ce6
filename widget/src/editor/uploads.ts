// Putting a picture into the site's library, from a field, a drag or the clipboard.
import type { Text } from "../config";
import { words } from "./words";

export interface Choice {
  picture: string;
  src: string;
  name: string;
  alt: Text;
  /** Where its own words are kept. */
  at: string;
  width: number;
  height: number;
  widths: number[];
}

export type Uploaded = Choice & { message: string };

/** Tells how far it is. Throws an Error with a sentence for people. */
export function upload(url: string, file: File, most: number, tell: (sentence: string) => void): Promise<Uploaded> {
  const { name } = file;
  if (file.size > most * 1024 * 1024) return Promise.reject(new Error(words("tooLarge", { name, most })));
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how much of a body has gone
    request.open("POST", url);
    request.setRequestHeader("X-CSRF-Token", tokenOfPage());
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) =>
      tell(words("uploading", { name, percent: Math.floor((loaded / total) * 100) }));
    request.upload.onload = () => tell(words("reading", { name }));
    request.onload = () => {
      const { status, response } = request;
      if (status === 200 || status === 201) resolve(response);
      else reject(new Error(response?.message ?? words("notAnswered", { name })));
    };
    request.onerror = () => reject(new Error(words("notAnswered", { name })));
    request.send(form);
  });
}

export const tokenOfPage = (): string =>
  document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

export const filesOf = (data: DataTransfer | null): File[] => [...(data?.files ?? [])];

/** The files of a paste. Words copied from an office program come as a picture too: into a text, they are words. */
export function filesPasted({ target, clipboardData }: ClipboardEvent): File[] {
  const isText = target instanceof Element && target.closest("input,textarea,[contenteditable]");
  return isText && clipboardData?.types.includes("text/plain") ? [] : filesOf(clipboardData);
}

/** Files may be dropped on what `place` finds; `took` gets them and where they fell. */
export function listenToDrops(
  place: (target: Element) => HTMLElement | null,
  took: (files: File[], on: HTMLElement) => void,
) {
  let over: HTMLElement | null = null;
  const mark = (on: HTMLElement | null) => {
    over?.classList.remove("is-over");
    on?.classList.add("is-over");
    over = on;
  };
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // beside the place a dropped file would take the page's own
    event.preventDefault();
    mark(place(event.target as Element));
    event.dataTransfer.dropEffect = over ? "copy" : "none";
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || mark(null));
  document.addEventListener("drop", (event) => {
    const files = filesOf(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    const on = over;
    mark(null);
    if (on) took(files, on);
  });
}
