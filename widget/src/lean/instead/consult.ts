// Here the desk is in the same file.
import { law } from "../../consent";
import { write } from "../../storage";
import { consult } from "./consent_desk";

/** What an earlier script left for this page is for nobody here. */
export const recallWords = (): void => write("held", 0);

export function warmUp(): void {
  if (law.chosen?.()) consult("tab");
}
