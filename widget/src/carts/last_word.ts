// A cart that no engine has heard of when the page is left: there may be no next page to tell it on. Linked in where
// the site has told of carts before.
import { listen } from "../boundary";
import { config } from "../config";
import { held } from "../consult";
import { send } from "../outbox";
import { remember } from "../visitor";
import type { Reported } from "./cart";

const SOURCE = "js_api";

/** As the engine would: remembered, so that the next page has nothing to tell again. */
function tellCarts(): void {
  const { session, cart: before } = remember();
  if ((session?.cart_source ?? SOURCE) !== SOURCE) return;
  const [, , args] = held.findLast(([, method]) => method === "cart") ?? [];
  if (!args) return;
  const {
    items = [],
    value,
    currency = before?.currency ?? config.currency,
  } = ((args as unknown[])[0] ?? {}) as Reported;
  const cart = { items, value: value as number, currency, source: SOURCE };
  if (JSON.stringify(cart) === JSON.stringify(before)) return;
  remember((memory) => {
    memory.cart = cart;
    memory.cart_at = Date.now();
    if (memory.session) memory.session.cart_source = SOURCE;
  });
  send("cart", cart);
}

// heard before the page's own last word, which sends off what is waiting
listen(document, "visibilitychange", () => document.hidden && tellCarts());
listen(window, "pagehide", tellCarts);
