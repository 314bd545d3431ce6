// What the chunks are handed: they are built apart from the loader and share its state only through this.
import { after, all, caught, guarded, listen, say } from "./boundary";
import { chunk, config, post } from "./config";
import { granted, isAsking, law } from "./consent";
import { pageMs, scrollPct } from "./context";
import { uuid7 } from "./ids";
import { isWaiting, send } from "./outbox";
import { onViewed, viewed } from "./page";
import { arm } from "./triggers";
import { forget, remember } from "./visitor";

export const desk = () => ({
  after,
  all,
  caught,
  guarded,
  listen,
  say,
  config,
  chunk,
  post,
  law,
  granted,
  isAsking,
  isWaiting,
  pageMs,
  scrollPct,
  send,
  uuid7,
  viewed,
  arm,
  forget,
  remember,
  onViewed,
});

export type Desk = ReturnType<typeof desk>;
