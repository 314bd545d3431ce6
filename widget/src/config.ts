// What the owner published, and the addresses it names. The server puts the JSON in place of the identifier.
import type { Logic } from "./message/logic/run";
import type { Rule } from "./rules";

export type Text = Record<string, string>;
export type Purpose = { key: string; title: Text; text: Text };
export type Frequency = Partial<
  Record<
    | "per_session"
    | "after_close_days"
    | "after_conversion_days"
    | "after_answer_days"
    | "after_later_days"
    | "max_total",
    number | null
  >
>;
export type TriggerOptions = {
  on: string;
  seconds?: number;
  percent?: number;
  idle_seconds?: number;
  name?: string;
  selector?: string;
  count?: number;
  /** Signals of an intent to leave: absent is on, but for `idle`. */
  pointer?: boolean;
  flick?: boolean;
  return?: boolean;
  idle?: boolean;
  /** How sure a leaving has to be: see exit_score.ts. */
  min_score?: number | null;
};
/** A part of a text that is more than words. */
export type Rich =
  | string
  | { bold: Rich[] }
  | { italic: Rich[] }
  | { link: Rich[]; url: string }
  | { list: Rich[][]; ordered?: boolean };
export type Block = {
  id: string;
  type: string;
  text?: Text;
  /** By language: what stands in the place of the plain text. */
  rich?: Record<string, Rich[]>;
  label?: Text;
  placeholder?: Text;
  consent_text?: Text;
  low?: Text;
  high?: Text;
  copied?: Text;
  alt?: Text;
  src?: string;
  /** Of the site's library, and the widths in which it is there. */
  picture?: string | null;
  widths?: number[];
  width?: number;
  height?: number;
  /** A picture that says nothing. */
  decorative?: boolean;
  /** Of a picture that is no block among others: at an edge of the step, or behind its words. */
  place?: "above" | "left" | "right" | "behind";
  /** What of it stays in view where it is cut, as CSS says it. */
  focus?: string;
  /** How much of the background's colour lies over it, in percent: as the owner says, or as the server has worked out. */
  veil?: number | null;
  veils?: number[];
  url?: string;
  action?: string;
  /** Of a button that tells of an event: its name, and what becomes of the message. */
  event?: string;
  then?: "close" | "next" | "stay";
  style?: string;
  required?: boolean;
  other?: boolean;
  /** Of a field: what goes into it. */
  kind?: string;
  min?: number;
  max?: number;
  /** Of a field for a number: absent, whole ones. */
  step?: number;
  /** Of a field for a day, as 2026-11-22. */
  earliest?: string;
  latest?: string;
  /** What the browser may fill in by itself, as HTML names it. */
  autocomplete?: string;
  shuffle?: boolean;
  /** Of a countdown: until `at`, for so many `minutes` from the first sight, or until a `time` of the site's day. */
  mode?: "fixed" | "visitor" | "daily";
  at?: string;
  minutes?: number;
  time?: string;
  /** Of a coupon: what is said where none is left, and whether a bar reminds of it later. */
  empty?: Text;
  remind?: boolean;
  /** What is said once it is over. */
  end?: Text;
  /** Whose products. */
  source?: "cart" | "viewed" | "url" | "variable" | "trait";
  /** Of a hidden field: the parameter's name, or that of the page's value or of the visitor's trait. */
  name?: string;
  lists?: string[];
  options?: Option[];
};
/** An answer to choose, perhaps with a picture. */
export type Option = { id: string; text: Text; image?: Image };
export type Image = Pick<Block, "src" | "picture" | "widths" | "width" | "height" | "alt" | "decorative">;
export type Step = { id: string; blocks: Block[]; next?: string | null; logic?: Logic[] };
export type Palette = Partial<Record<"accent" | "background" | "text", string>>;
export type Logo = { src: string; dark?: string; width: number; height: number; alt: string; align?: string };
export type Theme = Palette &
  Partial<
    Record<"font" | "scheme" | "position" | "shadow" | "motion", string> &
      Record<"radius" | "width" | "padding" | "border" | "scrim", number> & {
        /** What is worn in the dark. */
        dark: Palette;
        logo: Logo | null;
        /** In the editor alone: the site's kit is worn, with the rest over it. */
        kit: boolean;
      }
  >;
export type Variant = {
  format: string;
  theme?: Theme;
  steps: Step[];
  /** Of an inline message: where in the page it stands. */
  selector?: string;
  /** The tab that it leaves behind when it is closed. */
  teaser?: { text: Text; position?: string };
};
export type Experiment = {
  hash_version: number;
  hash_attribute: string;
  seed: string;
  coverage: number;
  epoch: number;
  arms: { id: string; weight: number }[];
};
export type Campaign = {
  id: string;
  kind: "message" | "survey" | "consent";
  version: number;
  priority: number;
  triggers: TriggerOptions[];
  /** Whether each of the triggers has to fire on a page, or any one. */
  match?: "all";
  audience?: Rule;
  /** Its audience asks what only the server knows. */
  server?: true;
  schedule: { from?: number; to?: number };
  frequency: Frequency;
  goal?: { event: string; window_days: number };
  experiment?: Experiment;
  variants: Record<string, Variant>;
  /** Absent is true. */
  search_safe?: false;
};
/** A named value on the shop's pages. `kind` number: the number in a text. */
export type Variable = { name: string; from: "selector" | "meta" | "data_layer" | "js"; at: string; kind?: string };
/** Limits of all messages together; absent is none. */
export type Manners = { gap_minutes?: number; session?: number; day?: number; days_30?: number };
export type Config = {
  base: string;
  site: string;
  rev: string;
  chunks: Record<string, string>;
  consent: {
    mode: "ask" | "optout" | "exempt" | "off";
    notice: string | null;
    days: number;
    purposes: Purpose[];
  };
  holdout: { seed: string; share: number } | null;
  currency: string;
  zone: string;
  language: string;
  /** The languages that texts are in, where one of them is more than two letters. */
  tongues?: string[];
  /** Our own words by name, where the server does not link them into the files. */
  words?: Record<string, Text>;
  quiet: string[];
  /** Sets of pages and named values, where a rule asks about them. */
  groups?: { name: string; paths: string[] }[];
  variables?: Variable[];
  manners?: Manners;
  /** The shop system whose cart is read. */
  platform?: "shopify" | "woocommerce";
  /** The share of visitors whose decisions are logged. */
  decisions?: number;
  /** The hosts of search engines, as a pattern. */
  search?: string;
  /** The shop has told of carts before. */
  carts?: boolean;
  force?: boolean;
  campaigns: Campaign[];
};

declare const __WINBACK_CONFIG__: Config;

/** `isQuiet`: told to stop on this page, so that nothing is said any more, and nothing shown but the question of consent. */
export const config: Config & { isQuiet?: boolean } = __WINBACK_CONFIG__;

export const chunk = <T>(name: string): Promise<T> => import(config.base + config.chunks[name]);

/**
 * A string body goes out as text/plain, so a browser asks no permission (preflight) first. Browsers refuse a long one that is
 * to outlive its page; the service says no to it once, and it is over.
 */
export const post = (url: string, body: string): Promise<Response> =>
  fetch(config.base + url, { method: "POST", body, keepalive: !body[2e4], credentials: "omit" });
