import type { Rule } from "../rules";

/** The facts that a rule asks about. */
export const factsOf = ({ all, any, not, fact }: Rule): string[] =>
  fact ? [fact] : [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].flatMap(factsOf);
