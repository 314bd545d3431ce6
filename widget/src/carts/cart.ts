// The one cart of a browser, whoever reports it. The first source that reports wins for the session: two would count twice.
import type { Desk } from "../desk";

export interface Item {
  id: string;
  name?: string;
  price?: number;
  quantity?: number;
  [more: string]: unknown;
}

export interface Cart {
  items: Item[];
  value: number;
  currency: string;
  source: string;
}

export interface Reported {
  items?: Item[];
  value?: number | undefined;
  currency?: string | undefined;
}

export function createCart({ config, remember, send }: Desk, changed: () => void) {
  let winner: string | undefined;
  const ownerOr = (source: string): string => remember().session?.cart_source ?? winner ?? source;

  function report(source: string, { items = [], value, currency }: Reported): void {
    const { cart: before } = remember();
    winner = ownerOr(source);
    if (winner !== source) return;
    const cart = {
      items,
      value: value ?? worth(items),
      currency: currency ?? before?.currency ?? config.currency,
      source,
    };
    if (JSON.stringify(cart) === JSON.stringify(before)) return;
    remember((memory) => {
      memory.cart = cart;
      memory.cart_at = Date.now();
      if (memory.session) memory.session.cart_source = source;
    });
    send("cart", cart);
    changed();
  }

  /** What GA4's events say about the cart. */
  function commerce(source: string, name: string, { items, value, currency }: Commerce): void {
    const named = (items ?? []).map(itemOf);
    const kept = remember().cart?.items ?? [];
    if (name === "purchase") report(ownerOr(source), { value: 0 });
    else if (/^(view_cart|begin_checkout)$/.test(name)) report(source, { items: named, value, currency });
    else if (name === "add_to_cart") report(source, { items: moved(kept, named, 1), currency });
    else if (name === "remove_from_cart") report(source, { items: moved(kept, named, -1), currency });
  }

  return { report, commerce };
}

/** GA4's `ecommerce` object, from the dataLayer or from `winback('track', …)`. */
export interface Commerce {
  items?: Record<string, unknown>[];
  value?: number;
  currency?: string;
}

/** To a thousandth: sums of decimals carry dust. */
const worth = (items: Item[]): number =>
  Math.round(items.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0) * 1000) / 1000;

function moved(kept: Item[], named: Item[], sign: number): Item[] {
  const items = new Map(kept.map((item) => [item.id, item]));
  for (const item of named) {
    const before = items.get(item.id);
    const quantity = (before?.quantity ?? 0) + sign * (item.quantity ?? 1);
    items.set(item.id, { ...before, ...item, quantity });
  }
  return [...items.values()].filter(({ quantity = 1 }) => quantity > 0);
}

const itemOf = ({ item_id, item_name, item_category, price = 0, quantity = 1 }: Record<string, unknown>): Item => ({
  id: `${item_id ?? item_name}`,
  name: `${item_name ?? item_id}`,
  price: Number(price),
  quantity: Number(quantity),
  ...(item_category ? { category: item_category } : {}),
});
