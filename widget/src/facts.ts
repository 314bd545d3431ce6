// What is true of this page, this visit and this browser right now: what rules ask about. Each file in facts/ knows some
// of it and puts itself here; the server links in those that a live rule asks. server/winback/rules/facts.py lists them.
import type { Desk } from "./desk";
import type { Facts } from "./rules";

/** What is null or undefined is absent: rules take it for unknown. */
export const sources: ((desk: Desk) => Facts)[] = [];

export const facts = (desk: Desk): Facts => Object.assign({}, ...sources.map((source) => source(desk)));

/** `group("page", { path })` is `{ "page.path": path }`. */
export const group = (name: string, values: Facts = {}): Facts =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
