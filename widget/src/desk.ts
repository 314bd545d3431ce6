// What the chunks are handed: they are built apart from the loader and share its state only through this.
import { chunk, config, post } from "./config";
import { choice, choose, granted, isAsking } from "./consent";
import { pageMs, scrollPct } from "./context";
import { isWaiting, purge, send, uuid7 } from "./outbox";
import { viewed } from "./page";
import { arm } from "./triggers";
import { forget, remember } from "./visitor";

export const desk = () => ({
  config,
  chunk,
  post,
  choose,
  chosen: () => choice,
  granted,
  isAsking,
  isWaiting,
  pageMs,
  scrollPct,
  purge,
  send,
  uuid7,
  viewed,
  arm,
  forget,
  remember,
});

export type Desk = ReturnType<typeof desk>;
