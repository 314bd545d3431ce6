// Texts that are written in the preview itself, and blocks that are chosen there.
import { all } from "./dom";
import { commit, put } from "./draft";
import { cells, drawPreview, hold, mainFrame, markSteps, point } from "./stage";
import { pathOfBlock } from "./structure";
import { stepOf, unfold, view } from "./view";

interface Told {
  type: string;
  block?: string;
  at?: string;
  value?: string;
  isDone?: boolean;
  step?: string;
  key?: string;
  isShift?: boolean;
}

/** `changed`: the draft did; `keyed`: undo, redo or save were asked for in the frame. */
export function listenToPreview(
  form: HTMLElement,
  changed: () => void,
  keyed: (key: string, isShift: boolean) => void,
): void {
  addEventListener("message", ({ origin, source, data }: MessageEvent<Told>) => {
    if (origin !== location.origin) return;
    const cell = cells().find((one) => one.querySelector("iframe")?.contentWindow === source);
    const variant = cell?.dataset.of;
    if (!variant) return;
    if (data.type === "winback:preview-state" && data.step && source === mainFrame.contentWindow) markSteps(data.step);
    if (data.type === "winback:preview-key" && data.key) keyed(data.key, !!data.isShift);
    if (data.type === "winback:preview-pressed") hold({ isPressed: true });
    if (data.type === "winback:preview-released") hold({ isPressed: false });
    if (data.type === "winback:preview-writing") hold({ isWriting: true });
    if (data.type === "winback:preview-select") choose(form, variant, data.block as string);
    if (data.type === "winback:preview-text") write(form, variant, data, changed);
  });
}

/** A block was clicked: its properties open beside it. */
function choose(form: HTMLElement, variant: string, block: string): void {
  const row = form.querySelector(`[data-variant="${variant}"] [data-block="${CSS.escape(block)}"]`);
  if (!row) return;
  unfold(row);
  view.step = stepOf(block)?.id ?? view.step;
  row.scrollIntoView({ block: "nearest" });
  point();
}

function write(
  form: HTMLElement,
  variant: string,
  { block = "", at, value = "", isDone }: Told,
  changed: () => void,
): void {
  const path = pathOfBlock(variant, block);
  if (!path || !at) return;
  const name = `${path}.${at}.${view.language}`;
  put(name, value);
  for (const field of all<HTMLInputElement>(`[name="${CSS.escape(name)}"]`, form)) field.value = value;
  if (isDone) commit();
  changed();
  drawPreview(0);
  hold({ isWriting: !isDone });
}
