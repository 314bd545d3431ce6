// What the tally as a file of its own has of the script that fetches it, so that no visitor downloads it twice.
import type { Lent } from "./desk";

// the file is a function of this: see build.mjs
declare const __LENT__: Lent;

export const { after, caught, guarded, listen, say, chunk, config, post, granted, mayRemember, newId } = __LENT__;
export const { uuid7, read, write, ask, leave } = __LENT__;
export const { isAsking, isOwned, maySend, envelope } = __LENT__.law;
