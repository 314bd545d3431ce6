// What the toolbar's switches say. The files of instead/ read it; the panel writes it.
import { read, write } from "./instead/storage";

export interface Controls {
  campaign: string;
  /** By campaign: a variant, `control`, or "" for wherever this visitor falls. */
  arms: Record<string, string>;
  /** "" is the page's own. */
  language: string;
  /** "" is the first. */
  step: string;
  /** "" is the device's own. */
  scheme: string;
  ignoresLimits: boolean;
  isFolded: boolean;
  isOnTop: boolean;
}

const FIRST: Controls = {
  campaign: "",
  arms: {},
  language: "",
  step: "",
  scheme: "",
  ignoresLimits: false,
  isFolded: matchMedia("(width < 521px)").matches,
  isOnTop: false,
};

export const controls: Controls = { ...FIRST, ...(read<Controls>("controls") || {}) };

export function choose(change: Partial<Controls>): void {
  Object.assign(controls, change);
  write("controls", controls);
}
