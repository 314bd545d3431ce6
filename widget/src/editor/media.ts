// The picture of an image block or of an answer: chosen from the library in a dialog, or put in there by a button, a drag
// or a paste.
import type { Image, Option, Text } from "../config";
import { all, one } from "./dom";
import type { Block, Draft } from "./draft";
import { type Choice, filesPasted, listenToDrops, tokenOfPage, upload } from "./uploads";

/** The editor's own draft and view, of which there is one. */
interface Editor {
  at<T>(path: string): T;
  /** Makes one step of undo and draws the form anew. */
  change(act: () => void): void;
  current(path: string, element: Element): string;
  draft: { value: Draft };
  pathOfBlock(variant: string, id: string): string | undefined;
  view: { variant: string; section: string; block: string | null | undefined; focus?: string | undefined };
}

let { at, change, current, draft, pathOfBlock, view } = {} as Editor;

const dialog = one<HTMLDialogElement>("#media");
const body = one("[data-media-body]", dialog);
const panel = one<HTMLFormElement>("[data-media-words]", dialog);
const said = one("[data-media-said]", dialog);
const fields = all<HTMLInputElement>("[data-media-language] input", panel);
const decorative = panel.elements.namedItem("decorative") as HTMLInputElement;

/** What gets the picture, by ids: what is drawn may move while the dialog is open. */
let target = { block: "", option: "" };
let chosen: Choice | undefined;
let turn = 0;

export function listenToMedia(form: HTMLElement, editor: Editor): void {
  ({ at, change, current, draft, pathOfBlock, view } = editor);
  form.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-media-open],[data-media-clear]");
    if (!button) return;
    const { mediaOpen, mediaClear } = button.dataset;
    const path = current(mediaOpen ?? mediaClear ?? "", button);
    if (mediaOpen) openFor(path);
    else change(() => clear(path));
  });
  listenToDrops(placeOf, (files, on) => {
    if (!dialog.open) openFor(current(on.dataset.mediaDrop as string, on), false);
    put(files);
  });
  document.addEventListener("paste", (event) => {
    const files = filesPasted(event);
    const path = files.length && !dialog.open ? (answerAt(event) ?? openImage()) : undefined;
    if (!files.length || !(dialog.open || path)) return;
    event.preventDefault();
    if (path) openFor(path, false);
    put(files);
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen) take(chosen);
  });
}

/** Where a file may be dropped: anywhere in the dialog, or on a block's place. */
const placeOf = (target: Element): HTMLElement | null =>
  dialog.open ? dialog : target.closest<HTMLElement>("[data-media-drop]");

/** The image block whose properties are open, if it is seen. */
function openImage(): string | undefined {
  const path = view.block && view.section === "message" ? pathOfBlock(view.variant, view.block) : undefined;
  return path && at<Block>(path).type === "image" ? path : undefined;
}

/** The answer that somebody is at, where it has a place for a picture. */
function answerAt({ target: on }: Event): string | undefined {
  const drop = (on as Element).closest?.<HTMLElement>("[data-media-drop]");
  return drop ? current(drop.dataset.mediaDrop as string, drop) : undefined;
}

const OF_ANSWER = /^(.+)\.options\.(\d+)\.image$/;

/** Where what gets the picture is now; undefined once it is gone. */
function place(): string | undefined {
  const path = pathOfBlock(view.variant, target.block);
  if (!path || !target.option) return path;
  const index = at<Option[]>(`${path}.options`).findIndex(({ id }) => id === target.option);
  return index < 0 ? undefined : `${path}.options.${index}.image`;
}

function openFor(path: string, looks = true): void {
  const [, of, index] = OF_ANSWER.exec(path) ?? [];
  const option = of ? at<Option>(`${of}.options.${index}`).id : "";
  target = { block: at<Block>(of ?? path).id, option };
  chosen = undefined;
  said.textContent = "";
  dialog.returnValue = "";
  showLibrary();
  body.replaceChildren();
  dialog.showModal();
  if (looks) load(dialog.dataset.chooseFrom as string);
}

/** A part of the library; a later wish overtakes an earlier one. */
async function load(url: string): Promise<void> {
  const mine = ++turn;
  const answer = await fetch(url).catch(() => null);
  const html = answer?.ok && !answer.redirected ? await answer.text() : "";
  if (mine !== turn || !dialog.open) return;
  body.innerHTML = html;
}

function showLibrary(): void {
  panel.hidden = true;
  body.hidden = false;
}

body.addEventListener("click", (event) => {
  const picture = (event.target as Element).closest<HTMLElement>("[data-choose]");
  if (picture) return ask(JSON.parse(picture.dataset.choose as string));
  const link = (event.target as Element).closest("a");
  if (!link) return;
  event.preventDefault();
  load(link.href);
});
body.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  if (form.method === "get")
    load(`${form.action}?${new URLSearchParams([...new FormData(form)] as [string, string][])}`);
});
body.addEventListener("change", ({ target }) => {
  const { files } = target as HTMLInputElement;
  if (files?.length) put([...files]);
});
one("[data-media-close]", dialog).addEventListener("click", () => dialog.close());
one("[data-media-back]", dialog).addEventListener("click", () => {
  showLibrary();
  load(dialog.dataset.chooseFrom as string);
});
dialog.addEventListener("close", () => {
  turn += 1;
  body.replaceChildren();
});

/** All go into the library; the last one is asked about. */
async function put(files: File[]): Promise<void> {
  const { upload: url = "", most } = dialog.dataset;
  const mine = ++turn;
  const tell = (sentence: string) => {
    if (mine === turn) said.textContent = sentence;
  };
  try {
    let last: Choice | undefined;
    for (const file of files) last = await upload(url, file, Number(most), tell);
    if (mine !== turn || !last) return;
    said.textContent = (last as Choice & { message?: string }).message ?? "";
    ask(last);
  } catch (fault) {
    tell((fault as Error).message);
    if (mine === turn && !body.hasChildNodes()) load(dialog.dataset.chooseFrom as string);
  }
}

/** What it shows has to be said once, in each language of the message. An answer says it already. */
function ask(choice: Choice): void {
  if (target.option) return take(choice);
  chosen = choice;
  const path = place();
  const { alt: written = {}, decorative: isDecorative } = path ? at<Block>(path) : ({} as Block);
  const { languages } = draft.value;
  for (const field of fields) {
    const code = field.name;
    field.value = choice.alt[code] || written[code] || "";
    (field.closest("[data-media-language]") as HTMLElement).hidden = !languages.includes(code);
  }
  decorative.checked = !!isDecorative;
  const shown = one<HTMLImageElement>("[data-media-shown]", panel);
  shown.width = choice.width;
  shown.height = choice.height;
  shown.src = `/w/m/${choice.picture}-${choice.widths[0]}.webp`;
  one("[data-media-name]", panel).textContent = choice.name;
  body.hidden = true;
  panel.hidden = false;
  (fields.find(({ value, offsetParent }) => offsetParent && !value) ?? panel.querySelector("button"))?.focus();
}

/** Puts it into the draft. */
function take(choice: Choice): void {
  const path = place();
  if (path) change(() => (target.option ? fill(path, choice) : use(path, choice)));
  dialog.close();
}

/** What was said of the picture before is not true of this one. */
function fill(path: string, { picture, src, width, height, widths }: Choice): void {
  // an answer beside others with pictures has had a place alone
  if (target.option) at<Option>(path.replace(/\.image$/, "")).image ??= {};
  const one = at<Image>(path);
  delete one.alt;
  Object.assign(one, { picture, width, height, widths, src });
  view.focus = `[id="f-${path}.picture"]`;
}

function use(path: string, choice: Choice): void {
  const { alt, name, at: where } = choice;
  const one = at<Block>(path);
  const words = Object.fromEntries(
    fields.filter((field) => draft.value.languages.includes(field.name)).map(({ name, value }) => [name, value.trim()]),
  );
  const said = one.alt;
  fill(path, choice);
  one.alt = { ...said, ...words };
  if (decorative.checked) one.decorative = true;
  else delete one.decorative;
  learn(where, name, alt, words);
}

/** Words that the library lacks are kept there too, for the next message. */
function learn(where: string, name: string, known: Text, written: Text): void {
  const more = Object.entries(written).filter(([code, text]) => text && !known[code]);
  if (!more.length) return;
  const form = new URLSearchParams({ name });
  for (const [code, text] of [...Object.entries(known), ...more]) form.set(`alt.${code}`, text);
  fetch(where, { method: "POST", body: form, headers: { "X-CSRF-Token": tokenOfPage() } }).catch(() => {});
}

function clear(path: string): void {
  const one = at<Image>(path);
  for (const name of ["picture", "width", "height", "widths"] as const) delete one[name];
  if (OF_ANSWER.test(path)) delete one.alt;
  one.src = "";
  view.focus = `[id="f-${path}.picture"]`;
}
