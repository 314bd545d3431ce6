// The consent desk is in this very file, so nobody has to be waited for.
import { guarded } from "../../boundary";
import { verbs } from "../../decision";
import type { Desk } from "../../desk";
import type { ConsentDesk } from "../../extras";
import { desk } from "../desk";

export { openChoices } from "../ask";

export function consult(verb: keyof ConsentDesk, ...rest: unknown[]): void {
  guarded(verbs[verb] as (desk: Desk, ...rest: unknown[]) => void)(desk as unknown as Desk, ...rest);
}
