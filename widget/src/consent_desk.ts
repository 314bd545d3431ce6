// How the loader reaches the consent desk, a part of the engine where there is anything to consent to.
import { withEngine } from "./consult";
import type { ConsentDesk } from "./extras";

type Rest<Verb> = Verb extends (desk: never, ...rest: infer Given) => unknown ? Given : never;

export function consult<Verb extends keyof ConsentDesk>(verb: Verb, ...rest: Rest<ConsentDesk[Verb]>): void {
  withEngine(({ consult }) => consult?.(verb, ...rest));
}

/** The way back to one's privacy choices. */
export const openChoices = (): void => withEngine(({ call }) => call("consent", ["show"]));
