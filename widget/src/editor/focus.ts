// Where the keyboard goes after a button has changed the form under it.
import { at, type Block } from "./draft";
import { listOf } from "./structure";
import { view } from "./view";

const inVariant = (selector: string): string => `[data-variant="${view.variant}"] ${selector}`;

export function toToggle(block: string): void {
  view.focus = inVariant(`[data-toggle="${CSS.escape(block)}"]`);
}

/** The first thing to fill in. */
export function toField(block: string): void {
  view.focus = inVariant(`[data-block="${CSS.escape(block)}"] [data-body] :is(input, textarea, select)`);
}

export function toSummary(step: string): void {
  view.focus = `[id="f-${step}"] > summary`;
}

export function toButton(op: string, path: string): void {
  view.focus = `[data-op="${op}"][data-at="${path}"]`;
}

/** Where a block was there is the next one, or else the one before it, or else none. */
export function toNeighbour(path: string): void {
  const [, index, list] = listOf(path);
  const blocks = at<Block[]>(list);
  const next = blocks[index] ?? blocks[index - 1];
  if (next) toToggle(next.id);
  else view.focus = `[id="f-${list}"] + .add-menu > summary`;
}
