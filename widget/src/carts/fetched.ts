// The cart where nothing that is live asks for it: a chunk, once somebody reports one.
import { caught } from "../boundary";
import type { Desk } from "../desk";
import type { openCart } from "./open";

export type CartDesk = ReturnType<typeof openCart>;
export type WithCart = (run: (cart: CartDesk) => void) => void;

export function fetched(desk: Desk, changed: () => void): WithCart {
  let cart: Promise<CartDesk> | undefined;
  const withCart: WithCart = (run) => {
    cart ??= desk.chunk<typeof import("./open")>("cart").then(({ openCart }) => openCart(desk, changed));
    cart.then(run).catch((error) => {
      cart = undefined; // the next report tries again
      caught(error);
    });
  };
  if (document.querySelector("[data-winback-cart]")) withCart(() => {});
  return withCart;
}
