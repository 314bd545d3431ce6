// What a browser remembers of itself, before that which counts visits is there: at most its id.
import { mayRemember } from "../../consent";
import { newId } from "../../ids";
import { read, write } from "../../storage";
import type { Memory } from "../../visitor";
import { tally } from "../tally";

let memory: Memory | undefined;

export const remember = (): Partial<Memory> => tally.remember?.() ?? (mayRemember() ? begun() : {});

/** Kept at once: a record of consent names it, and whatever is counted afterwards has to be of the same visitor. */
function begun(): Memory {
  const kept = read<Memory>("memory");
  memory = kept || memory || { visitor: newId(), seen: {}, done: {} };
  if (kept === null) write("memory", memory);
  return memory;
}

/** But for a given id: a record of consent may name it already. */
export function forget(id?: string): void {
  memory = id ? { visitor: id, seen: {}, done: {} } : undefined;
  if (tally.forget) tally.forget(id);
  else write("memory", memory);
}
