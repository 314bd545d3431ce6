// The widget as it runs in a preview: every part of it, with a few files of instead/ in the place of their namesakes.
import "../parts/engine";
import "../facts/all";
import "../parts/loader";
import { openCart } from "../carts/open";
import * as shopify from "../carts/shopify";
import * as woocommerce from "../carts/woocommerce";
import { direct } from "../director";
import { explain } from "../explain";
import { BUNDLED } from "./instead/config";
import { openPanel } from "./panel";
import { refuse } from "./shell";

Object.assign(BUNDLED, {
  engine: { direct },
  cart: { openCart },
  shopify,
  woocommerce,
  debug: { explain, follow: async () => false },
});

export interface Instance {
  openPanel: typeof openPanel;
  refuse: typeof refuse;
}

export { openPanel, refuse };
