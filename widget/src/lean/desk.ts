// What the consent desk is handed, as far as it asks; and what a file that is fetched later borrows of this one.
import { after, caught, guarded, listen, say } from "../boundary";
import { chunk, config, post } from "../config";
import { granted, law, mayRemember } from "../consent";
import { newId, uuid7 } from "../ids";
import type { Law } from "../law";
import { read, write } from "../storage";
import { ask, leave } from "./ask";
import { forget, remember } from "./instead/visitor";
import { tally } from "./tally";
import { wake } from "./wake";

export const desk = {
  after,
  caught,
  guarded,
  listen,
  say,
  chunk,
  config,
  post,
  law: law as Law,
  granted,
  mayRemember,
  newId,
  uuid7,
  read,
  write,
  ask,
  leave,
  forget,
  remember,
  viewed: () => tally.viewed?.(),
  arm: () => wake(true),
  onViewed: [],
};

export type Lent = typeof desk;
