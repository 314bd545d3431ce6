// The draft saves itself a moment after the last change, and again until the server has answered.
import { isSaved } from "./draft";
import { save } from "./save";

const QUIET_MS = 2500;
const AGAIN_MS = [5000, 10_000, 20_000, 60_000];

let timer: number | undefined;
let failures = 0;
let isHeld = false;

/** After each change. */
export function saveSoon(): void {
  clearTimeout(timer);
  if (!isHeld && !isSaved()) timer = setTimeout(saveNow, QUIET_MS);
}

export async function saveNow(isLast = false): Promise<void> {
  clearTimeout(timer);
  if (isHeld || isSaved()) return;
  const became = await save({ isQuiet: true, isLast });
  failures = became === "unanswered" ? failures + 1 : 0;
  // somebody has to choose between theirs and mine first
  if (became === "taken") isHeld = true;
  else if (failures) timer = setTimeout(saveNow, AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1]);
  else if (became === "saved") saveSoon();
}

/** Saving by hand has settled it. */
export function release(): void {
  isHeld = false;
  failures = 0;
}

addEventListener("online", () => saveNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveNow(true);
});
