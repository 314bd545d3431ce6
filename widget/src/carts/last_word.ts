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
  const { cart: before, session } = remember();
  const said = held.findLast(([verb, method]) => verb === "call" && method === "cart")?.[2] as [Partial<Cart>?];
  // of two that report a cart the first is heard; only one is ever held back for the engine
  if (!said || (session?.cart_source ?? "js_api") !== "js_api") return;
  const { items = [], value, currency = before?.currency ?? config.currency } = said[0] ?? {};
  const cart = { items, value, currency, source: "js_api" } as Cart;
  if (JSON.stringify(cart) === JSON.stringify(before)) return;
  remember((memory) => {
    memory.cart = cart;
    memory.cart_at = Date.now();
  });
  send("cart", cart);
}

// heard before the page's own last word, which sends off what is waiting
listen(window, "visibilitychange pagehide", tellCarts);
