// What follows from the owner's colours was worked out as the script was put together: see only_consent.py.
import type { Theme } from "../../config";
import { extras } from "../../extras";

export function paint(box: HTMLElement, theme: Theme & { look?: Record<string, string> }): void {
  extras.paint?.(box, theme);
  for (const [name, value] of Object.entries(theme.look ?? {})) box.style.setProperty(`--${name}`, value);
}
