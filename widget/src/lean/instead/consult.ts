// Here the desk is in the same file.
import { law } from "../../consent";
import { verbs } from "../../decision";
import type { Desk } from "../../desk";
import type { ConsentDesk } from "../../extras";
import { desk } from "../desk";

export { openChoices } from "../ask";

export function consult(verb: keyof ConsentDesk, ...rest: unknown[]): void {
  (verbs[verb] as (desk: Desk, ...rest: unknown[]) => void)(desk as unknown as Desk, ...rest);
}

export function recallWords(): void {}

export function warmUp(): void {
  if (law.choice?.()) consult("tab");
}
