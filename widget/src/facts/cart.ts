// What is in the cart, and since when.
import { group, sources } from "../facts";

sources.push(({ remember }) => {
  const { cart, cart_at } = remember();
  const items = cart?.items ?? [];
  const categories = items.map(({ category }) => category).filter((category) => typeof category === "string");
  return group("cart", {
    value: cart?.value ?? 0,
    currency: cart?.currency,
    count: items.reduce((sum, { quantity = 1 }) => sum + quantity, 0),
    items: items.map(({ id }) => id),
    categories: [...new Set(categories)],
    minutes: items.length && cart_at ? (Date.now() - cart_at) / 6e4 : null,
  });
});
