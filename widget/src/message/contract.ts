// What a drawn message is told, and what it tells. Types only.
import type { Purpose, Variant } from "../config";

export type How = "close" | "esc" | "backdrop" | "later" | "timeout" | "navigation" | "done";

export interface View {
  variant: Variant;
  /** Tried in this order for each text. */
  languages: string[];
  /** Of a question of consent: what it is about, and whether the visitor allows a purpose. */
  purposes?: Purpose[];
  granted?(purpose: string): boolean;
  /** An open shadow root: for the preview, and for the owner's own tests. */
  isOpen: boolean;
  /** In the preview: whoever is typing in the editor goes on typing. */
  keepsFocus?: boolean;
  /** Where to start, if not at the first step. */
  step?: string | undefined;
}

export interface Given {
  /** null: none is left. */
  code: string | null;
  expires_at?: string | null;
}

export interface Hooks {
  /** The set of answers is over. */
  isOver?: boolean;
  /** It is on the screen. */
  shown(): void;
  /** Half of it has been visible for a second. */
  seen(): void;
  event(name: string, properties: Record<string, unknown>): void;
  closed(how: How): void;
  /** The visitor's own code, or null where there is none to give. */
  coupon(): Promise<Given | null>;
  /** Of a question of consent. */
  decide?(purposes: Record<string, boolean>, how: "click" | "keyboard", layer: number): unknown;
  /** A step is drawn. */
  stepped?(step: string): void;
}

export interface Handle {
  close(how: How): void;
  element: HTMLElement;
}
