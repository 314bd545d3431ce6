// The site is built on a shop system: its cart is the one that counts, and a chunk of its own knows how to read it.
import { caught, listen } from "../boundary";
import { chunk, config } from "../config";
import { withEngine } from "../consult";
import { desk } from "../desk";
import { track } from "../track";
import { remember } from "../visitor";
import type { Reported } from "./cart";

type Connector = typeof import("./woocommerce");

listen(document, "winback:ready", () => {
  const { platform } = config;
  if (!platform) return;
  // before the engine hears GA4's events: they say what was moved, the shop's own cart what is in it
  remember(({ session }) => {
    if (session) session.cart_source ??= platform;
  });
  const report = (cart: Reported) => withEngine(({ call }) => call("cart", [cart, platform]));
  chunk<Connector>(platform)
    .then(({ connect }) => connect(desk(), report, track))
    .catch(caught);
});
