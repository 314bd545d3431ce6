// A consent prompt has one moment: the page.
export { ask as arm } from "../ask";

export const stops: (() => void)[] = [];

export function disarm(): void {
  for (const stop of stops.splice(0)) stop();
}
