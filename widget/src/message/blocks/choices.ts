// What the choices among options in words have in common: their order, and the one in the visitor's own words.
import type { Block } from "../../config";
import { extras } from "../../extras";
import { el } from "../element";
import "../fill";
import { own } from "../own";
import { sheets } from "../sheets";
import type { Scene } from "./block";
import CSS from "./choices.css";

const OTHER = own("other");

/** The options with their words; the last, with no value, is the visitor's own where the block has one. */
export function optionsOf(block: Block, { say }: Scene): [value: string, label: string][] {
  const inOrder = (block.shuffle && extras.shuffled?.(block)) || block.options || [];
  const options = inOrder.map(({ id, text }): [string, string] => [id, say(text)]);
  if (block.other) options.push(["", say(OTHER)]);
  return options;
}

/** The field for one's own words. */
export const ownWords = ({ say }: Scene) =>
  el("input", { type: "text", maxlength: 1000, "aria-label": say(OTHER), hidden: true }) as HTMLInputElement;

sheets.push(CSS);
