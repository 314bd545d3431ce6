// The cart of a shop that has one: linked into the engine where the site's campaigns or its past events speak of carts,
// else a chunk that the first report fetches.
import { after } from "../boundary";
import type { Desk } from "../desk";
import { createCart } from "./cart";
import { dataAttribute } from "./data_attribute";

export function openCart(desk: Desk, changed: () => void) {
  const cart = createCart(desk, changed);
  after(0, () => dataAttribute(cart.report)); // what the page has said comes first
  return cart;
}
