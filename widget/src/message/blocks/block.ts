// What every kind of block is: something drawn, and perhaps something to read when the visitor goes on.
import type { Block, Text } from "../../config";
import type { Hooks, How, View } from "../contract";
import type { Made } from "../step";
import type { Say } from "../words";

export interface Reading {
  /** Absent: not answered. */
  value?: unknown;
  /** What to say beside the field. */
  error?: Text;
  /** Another place in the block, and what is said there. */
  beside?: [HTMLElement, Reading];
  subscription?: { email: string; lists: string[]; text_id: string };
}

export interface Drawn {
  element: HTMLElement;
  read?(): Reading;
}

export interface Scene {
  say: Say;
  hooks: Hooks;
  view: View;
  /** The steps on the way here, by id: one list a message. */
  path: string[];
  turn(step: string, before?: Made): void;
  /** Where the logic leads: null to the end, absent to the next step. */
  jump?: string | null | undefined;
  /** A button was used. */
  act(block: Block, event: UIEvent): void;
  close(how: How): void;
  /** Enter, or a choice where there is no button to press. */
  submit(): void;
  /** Whether the step has a button that goes on. */
  hasNext?: boolean;
  unique(id: string): string;
}

export type Draw = (block: Block, scene: Scene) => Drawn;
