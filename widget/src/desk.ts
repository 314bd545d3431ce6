// What the chunks are handed: they are built apart from the loader and share its state only through this.
import { address, chunk, config, post } from "./config";
import { choose, chosen, gpc, granted, isAsking, mayRemember, recall } from "./consent";
import { consult, whenWarm, withEngine } from "./consult";
import { language, pageMs, scrollPct, visibleMs } from "./context";
import { purge, send, uuid7 } from "./outbox";
import { viewed } from "./page";
import { arm } from "./triggers";
import { forget, newId, remember } from "./visitor";

export const desk = () => ({
  config,
  address,
  chunk,
  post,
  choose,
  chosen,
  gpc,
  granted,
  isAsking,
  mayRemember,
  recall,
  language,
  pageMs,
  scrollPct,
  visibleMs,
  consult,
  purge,
  send,
  uuid7,
  viewed,
  arm,
  forget,
  newId,
  remember,
  openChoices: () => withEngine(({ openChoices }) => openChoices()),
  closeConsent: () => whenWarm(({ decided }) => decided()),
});

export type Desk = ReturnType<typeof desk>;
