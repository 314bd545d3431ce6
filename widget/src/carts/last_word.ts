// A cart that no engine has heard of when the page is left: there may be no next page to tell it on. Linked in where
// the site has told of carts before.
import { listen } from "../boundary";
import { config } from "../config";
import { held } from "../consult";
import { send } from "../outbox";
import { remember } from "../visitor";
import type { Cart } from "./cart";

const SOURCE = "js_api";

/** As the engine would: remembered, so that the next page has nothing to tell again. */
function tellCarts(): void {
  const { session, cart: before } = remember();
  const args = held.findLast((words) => words[1] === "cart")?.[2] as [Partial<Cart>] | undefined;
  if (!args || (session?.cart_source ?? SOURCE) !== SOURCE) return;
  const usual = { items: [], value: undefined, currency: config.currency };
  const cart = { ...usual, ...args[0], source: SOURCE } as unknown as Cart;
  if (JSON.stringify(cart) === JSON.stringify(before)) return;
  remember((memory) => {
    Object.assign(memory, { cart, cart_at: Date.now() });
    Object.assign(memory.session ?? {}, { cart_source: SOURCE });
  });
  send("cart", cart);
}

// heard before the page's own last word, which sends off what is waiting
listen(document, "visibilitychange", tellCarts);
listen(window, "pagehide", tellCarts);
