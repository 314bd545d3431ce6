// A cart that no engine has heard of when the page is left: there may be no next page to tell it on. Linked in where
// the site has told of carts before.
import { listen } from "../boundary";
import { config } from "../config";
import { held } from "../consult";
import { send } from "../outbox";
import { remember } from "../visitor";
import type { Cart } from "./cart";

/** As the engine would: remembered, so that the next page has nothing to tell again. */
function tellCarts(): void {
  const args = held.findLast((words) => words[1] === "cart")?.[2] as [Partial<Cart>] | undefined;
  const usual = { items: [], value: undefined, currency: config.currency };
  const cart = { ...usual, ...args?.[0], source: "js_api" } as unknown as Cart;
  if (!args || JSON.stringify(cart) === JSON.stringify(remember().cart)) return;
  remember((memory) => {
    Object.assign(memory, { cart, cart_at: Date.now() });
  });
  send("cart", cart);
}

// heard before the page's own last word, which sends off what is waiting
listen(document, "visibilitychange", tellCarts);
listen(window, "pagehide", tellCarts);
