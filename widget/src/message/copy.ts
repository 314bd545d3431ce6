// A code that a visitor takes along.

export const COPY = { en: "Copy", ko: "복사" };
export const COPIED = { en: "Copied", ko: "복사했습니다" };

/** Whether it is in the clipboard now. A page over plain http has none: there it is only selected, for the visitor to copy. */
export async function copied(code: Element): Promise<boolean> {
  getSelection()?.selectAllChildren(code);
  const { clipboard } = navigator;
  await clipboard?.writeText(code.textContent ?? "");
  return !!clipboard;
}
