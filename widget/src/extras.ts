// What only some campaigns need. Each piece is a part of its own and puts itself here; the server links in what is used.
import type { openCart } from "./carts/open";
import type { Block, Campaign, Step, Theme } from "./config";
import type { Desk } from "./desk";
import type { Engine, World } from "./engine";
import type { Drawn, Reading, Scene } from "./message/blocks/block";
import type { Given, Hooks, How } from "./message/contract";
import type { Made } from "./message/step";
import type { Say } from "./message/words";
import type { Facts, Rule } from "./rules";
import type { Stage } from "./stage";

/** The consent desk: where a decision is kept, obeyed, told and proved. */
export type ConsentDesk = typeof import("./decision").verbs;

export interface Extras {
  /** What begins with the engine: see starts.ts. */
  begins(desk: Desk, engine: Engine, world: World, stage: Stage): void;
  facts(desk: Desk): Facts;
  /** The server has the visitor's decision. */
  proved(): void;
  /** Something was answered, or a button used. */
  told(desk: Desk, campaign: Campaign, name: string, properties: Record<string, unknown>): void;
  fits(desk: Desk, rule: Rule): boolean;
  consent: ConsentDesk;
  /** A consent prompt's button was used, on its first layer or the one below. */
  choose(scene: Scene, body: HTMLElement, action: string, event: UIEvent, layer: number): void;
  prompt: {
    ended(desk: Desk, how: How): void;
    /** The visitor was asked on this page and wants to choose later. */
    wasPutOff(): boolean;
    watch(stage: Stage): void;
    /** The way back to one's privacy choices, whatever else is open. */
    open(desk: Desk, stage: Stage): void;
  };
  /** A message of this format has been shown. */
  bear(desk: Desk, format: string): void;
  /** Whether a message in none of these formats fits the site's budget any more. */
  isTired(desk: Desk, formats: string[]): boolean;
  /** Whether the campaign would cover the page that a visitor searched for. */
  isSearched(desk: Desk, campaign: Campaign): boolean;
  openCart: typeof openCart;
  isRightToLeft(language: string): boolean;
  /** The theme as it is in the dark, where the message stands there. */
  darken(box: HTMLElement, theme: Theme): Theme;
  /** The owner's colours, where they were not worked out before. */
  paint(box: HTMLElement, theme: Theme): void;
  /** Font families by the name that a theme gives. */
  fonts: Record<string, string>;
  /** Lets a step be answered by more than its buttons. */
  ask(form: HTMLElement, drawn: [Block, Drawn][], scene: Scene): void;
  /** Tells what was answered; false when something has to be put right first. */
  answer(drawn: [Block, Drawn][], scene: Scene, step: Step, began: number): boolean;
  /** Keeps what was answered, and does what the step's logic says; true when something must be answered first. */
  think(
    drawn: [Block, Drawn][],
    scene: Scene,
    step: Step,
    readings: [Block, Reading][],
    mend: (element: HTMLElement, message: string, scene: Scene) => void,
  ): boolean;
  /** Texts with what was answered earlier in them. */
  piping(plain: Say, path: string[], steps: Step[]): Say;
  /** The step at the end of the path is drawn. */
  drew(path: string[], made: Made): void;
  /** Whether the set of answers is over once the visitor goes to this step. */
  isComplete(steps: Step[], path: string[], next: string | null): boolean;
  /** A block's options in an order by chance. */
  shuffled(block: Block): Block["options"];
  /** A visitor has got a code. */
  earned(block: Block, scene: Scene, given: Given): void;
  /** The visitor's own code, once what earns it has arrived. */
  earn(desk: Desk, campaign: string, exposure: string | null): ReturnType<Hooks["coupon"]>;
}

export const extras: Partial<Extras> = {};
