// What a page holds back is released by what this browser has really allowed, never by a choice made in the preview.
import type { Choice } from "../../law";
import { release as really } from "../../release";
import { config } from "./config";
import { known } from "./storage";

export function release(granted: (purpose: string) => boolean): Promise<void> {
  const { mode } = config.consent;
  const chosen = known<Choice>("consent")?.purposes;
  const isReal = (purpose: string) => mode === "off" || (chosen?.[purpose] ?? mode === "optout");
  return really((purpose) => granted(purpose) && isReal(purpose));
}
