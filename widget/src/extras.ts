// What only some campaigns need. Each piece is a part of its own and puts itself here; the server links in what is used.
import type { openCart } from "./carts/open";
import type { Block, Campaign, Config, Step, Theme } from "./config";
import type { Desk } from "./desk";
import type { Engine, World } from "./engine";
import type { Drawn, Reading, Scene } from "./message/blocks/block";
import type { Given, Hooks, How, View } from "./message/contract";
import type { Made } from "./message/step";
import type { Say } from "./message/words";
import type { Facts, Rule } from "./rules";
import type { Stage } from "./stage";

/** The consent desk: where a decision is kept, obeyed, told and proved. */
export type ConsentDesk = typeof import("./decision").verbs;

/** A verb of the consent desk, and what it is given besides the desk. */
export type Consult = (verb: keyof ConsentDesk, ...rest: unknown[]) => void;

export interface Extras {
  /** What begins with the engine: see starts.ts. */
  begins(desk: Desk, engine: Engine, world: World, stage: Stage): void;
  facts(desk: Desk): Facts;
  /** The server has the visitor's decision. */
  proved(): void;
  /** Something was answered, or a button used. */
  told(desk: Desk, campaign: Campaign, name: string, properties: Record<string, unknown>): void;
  fits(desk: Desk, rule: Rule): boolean;
  /** A consent prompt's button was used, on its first layer or the one below. */
  choose(scene: Scene, body: HTMLElement, action: string, event: UIEvent, layer: number): void;
  prompt: {
    ended(desk: Desk, how: How): void;
    /** Makes a message the question of consent. */
    asks(desk: Desk, view: View, hooks: Hooks): void;
    /** The visitor was asked on this page and wants to choose later. */
    wasPutOff(): boolean;
    /** Begins, and adds what the page may call. Whatever is wanted of the consent desk goes through the answer. */
    watch(desk: Desk, stage: Stage, methods: Record<string, (what: never) => unknown>): Consult;
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
  /** The address that a button leads to, where it is one to follow. */
  linked(url?: string): string | null;
  /** Font families by the name that a theme gives. */
  fonts: Record<string, string>;
  /** Lets a step be answered by more than its buttons. */
  ask(form: HTMLElement, drawn: [Block, Drawn][], scene: Scene): void;
  /** Tells what was answered; false when something has to be put right first. */
  answer(drawn: [Block, Drawn][], scene: Scene, step: Step, began: number): boolean;
  /** Puts an error where the step's logic wants an answer, and where nothing is wrong keeps what it comes to. */
  think(scene: Scene, step: Step, readings: [Block, Reading, HTMLElement][]): void;
  /** Texts with what was answered earlier in them. */
  piping(plain: Say, path: string[], steps: Step[]): Say;
  /** The step at the end of the path is drawn. */
  drew(path: string[], made: Made): void;
  /** Tells that the set of answers is over, where it is once the visitor goes to this step. */
  conclude(hooks: Hooks, steps: Step[], path: string[], next: string | null): void;
  /** A block's options in an order by chance. */
  shuffled(block: Block): Block["options"];
  /** A visitor has got a code. */
  earned(block: Block, scene: Scene, given: Given): void;
  /** The visitor's own code, once what earns it has arrived. */
  earn(desk: Desk, campaign: string, exposure: string | null): ReturnType<Hooks["coupon"]>;
}

/** In which languages texts are looked up, the best first. */
type Languages = (config: Config) => string[];

export const extras = {} as Partial<Extras> & { languages: Languages };
