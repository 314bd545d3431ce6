// What the tag leaves on a page: one global, and events on `document`. docs/contract.md says what each does.

export interface WinbackItem {
  id: string;
  name?: string;
  /** Of one of them, in the cart's currency. */
  price?: number;
  quantity?: number;
  category?: string;
  [more: string]: unknown;
}

export interface WinbackCart {
  items?: WinbackItem[];
  /** What is to be paid, after discounts and without the delivery; without it the items' prices are added up. */
  value?: number;
  /** ISO 4217; without it the currency of the cart before, else the site's. */
  currency?: string;
}

/** GA4's names. A purchase is counted once by its `transaction_id`. */
export interface WinbackCommerce {
  transaction_id?: string;
  value?: number;
  currency?: string;
  coupon?: string;
  tax?: number;
  shipping?: number;
  items?: { item_id?: string; item_name?: string; item_category?: string; price?: number; quantity?: number }[];
}

export type WinbackCommerceEvent =
  | "view_item"
  | "add_to_cart"
  | "remove_from_cart"
  | "view_cart"
  | "begin_checkout"
  | "purchase"
  | "refund";

/** Why a campaign would show, or would not. */
export interface WinbackExplanation {
  campaign: string;
  shows: boolean;
  /** The first check that fails; null where none does. */
  failing: string | null;
  /** A variant's id, `control`, `holdout`, or null: in no arm. */
  arm: string | null;
  checks: { check: string; passes: boolean; seen: unknown; needs: unknown }[];
}

/** How a message went: by its buttons, the Esc key, a press beside it, by time, with the page, or with the last answer. */
export type WinbackHow = "close" | "esc" | "backdrop" | "later" | "timeout" | "navigation" | "done";

/** The `detail` of each event, by the name that `winback("on", name, …)` takes; on `document` it begins with `winback:`. */
export interface WinbackEvents {
  /** The tag is at work. `rev` names what is published. */
  ready: { rev: string };
  /** A message is really on the screen. */
  show: { campaign: string; arm: string; format: string };
  answer: { campaign: string; name: string; [more: string]: unknown };
  /** The goal of a campaign was reached after it had been seen. */
  conversion: { campaign: string; event: string };
  close: { campaign: string; how: WinbackHow };
  consent: { purposes?: Record<string, boolean> };
  track: { name: string; properties: object };
  /** What the server answered to a batch of events. */
  sent: { accepted?: number; [more: string]: unknown };
  /** Something of ours failed; the page never hears of it otherwise. */
  error: { message: string };
}

/**
 * The calls. Before the tag is there the stub keeps them: then nothing is returned, and `visitor` and `explain` are of no
 * use yet. They are meant for after `winback:ready`.
 */
export interface Winback {
  (method: "track", name: WinbackCommerceEvent, properties?: WinbackCommerce, ...none: never[]): void;
  (method: "track", name: string, properties?: Record<string, unknown>): void;
  (method: "identify", customer: string, more?: { signature?: string; traits?: Record<string, unknown> }): void;
  (method: "cart", cart: WinbackCart): void;
  (method: "show", campaign: string): Promise<void> | undefined;
  (method: "close"): Promise<void> | undefined;
  (method: "consent", what: "show" | Record<string, boolean>): Promise<void> | undefined;
  /** The visitor's id, for the shop's own server; null where nothing may be known of them. */
  (method: "visitor"): string | null | undefined;
  /** Returns what stops it. */
  <Name extends keyof WinbackEvents>(
    method: "on",
    name: Name,
    run: (detail: WinbackEvents[Name]) => void,
  ): (() => void) | undefined;
  (method: "explain", campaign?: string): Promise<WinbackExplanation[]> | undefined;
  /** Nothing shows and nothing is sent until the next page. */
  (method: "off"): void;
  /** As one types it into the console: the answer is printed as tables, too. */
  explain?: (campaign?: string) => Promise<WinbackExplanation[]>;
  /** The stub's calls that nobody has heard yet. */
  q?: IArguments[];
  /** The tag is on the page. */
  readonly isLive?: boolean;
}

type Heard = { [Name in keyof WinbackEvents as `winback:${Name}`]: CustomEvent<WinbackEvents[Name]> };

declare global {
  var winback: Winback;
  interface DocumentEventMap extends Heard {}
}
