// What only some campaigns need. Each piece is a part of its own and puts itself here; the server links in what is used.
import type { openCart } from "./carts/open";
import type { Block, Step } from "./config";
import type { Desk } from "./desk";
import type { Drawn, Scene } from "./message/blocks/block";
import type { Hooks, View } from "./message/contract";
import type { Answered } from "./message/step";
import type { Rule } from "./rules";

/** The consent desk: where a decision is kept, obeyed, told and proved. */
export type ConsentDesk = typeof import("./decision").verbs;

export interface Extras {
  fits(desk: Desk, rule: Rule): boolean;
  consent: ConsentDesk;
  /** What a consent prompt's button says about each purpose. */
  wanted(view: View, body: HTMLElement, action: string): Record<string, boolean>;
  openCart: typeof openCart;
  isDark(scheme?: string): boolean;
  /** Font families by the name that a theme gives. */
  fonts: Record<string, string>;
  /** A step's answers, or null when something has to be put right first. */
  read(drawn: [Block, Drawn][], scene: Scene): Answered[] | null;
  addNext(element: HTMLElement, scene: Scene): void;
  /** Whether the set of answers is over once the visitor goes to this step. */
  isComplete(steps: Step[], path: string[], next: string | null): boolean;
  /** The visitor's own code, once what earns it has arrived. */
  earn(desk: Desk, campaign: string, exposure: string | null): ReturnType<Hooks["coupon"]>;
}

export const extras: Partial<Extras> = {};
