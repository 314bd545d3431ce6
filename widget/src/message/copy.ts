import { own } from "./own";

// A code that a visitor takes along.

export const COPY = own("copy");
export const COPIED = own("copied");

/** Whether it is in the clipboard now. A page over plain http has none: there it is only selected, for the visitor to copy. */
export async function copied(code: Element): Promise<boolean> {
  getSelection()?.selectAllChildren(code);
  const { clipboard } = navigator;
  await clipboard?.writeText(code.textContent ?? "");
  return !!clipboard;
}
