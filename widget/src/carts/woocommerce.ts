// WooCommerce: its Store API, which classic and block shops have, and what both say of changes.
import type { Desk } from "../desk";
import { cookie, follow, listed, type Report } from "./shop";
import { tellOrder } from "./woocommerce_order";

interface JQuery {
  on(types: string, run: () => void): JQuery;
}

interface WordPress {
  jQuery?: (target: Element) => JQuery;
  wpApiSettings?: { root?: string };
}

interface Line {
  id: number;
  sku: string;
  name: string;
  quantity: number;
  permalink: string;
  images: { thumbnail?: string; src?: string }[];
  prices: { price: string; currency_minor_unit: number };
}

const CHANGES = [
  "[?&]wc-ajax=(add_to_cart|remove_from_cart|apply_coupon|remove_coupon)",
  "wc/store/(v1/)?(batch|cart/(add|update|remove|apply|items|coupons))",
];
const SAID =
  "added_to_cart removed_from_cart updated_wc_div updated_cart_totals wc_cart_emptied applied_coupon removed_coupon";

export function connect(desk: Desk, report: Report, track: typeof import("../track").track): void {
  const { listen } = desk;
  const { jQuery, wpApiSettings } = window as WordPress;
  // WordPress says where its interfaces are: below a folder, a language, or in a parameter
  const rest = () =>
    document.querySelector<HTMLLinkElement>('link[rel="https://api.w.org/"]')?.href ??
    wpApiSettings?.root ??
    "/wp-json/";
  follow(
    desk,
    {
      changes: RegExp(CHANGES.join("|")),
      address: () => `${rest()}wc/store/v1/cart`,
      mark: () => cookie("woocommerce_cart_hash"),
      understand: ({ items, totals }) => ({
        items: listed(items.map(itemOf)),
        // what is to be paid, but for the delivery
        value: money(totals.total_price - totals.total_shipping - totals.total_shipping_tax, totals),
        currency: totals.currency_code,
      }),
      watch({ changed, look }) {
        listen(document, "wc-blocks_added_to_cart wc-blocks_removed_from_cart", changed);
        listen(window, "wc-blocks_store_sync_required", ({ detail }) => {
          if (/^from_/.test(detail?.type)) changed();
        });
        jQuery?.(document.body).on(SAID, changed).on("wc_fragments_refreshed", look);
      },
    },
    report,
  );
  tellOrder(desk, track);
}

const money = (amount: unknown, { currency_minor_unit }: { currency_minor_unit: number }): number =>
  Number(amount) / 10 ** currency_minor_unit;

const itemOf = ({ id, sku, name, quantity, permalink, images, prices }: Line) => ({
  id: sku || `${id}`,
  name: plain(name),
  price: money(prices.price, prices),
  quantity,
  image: images[0]?.thumbnail ?? images[0]?.src,
  url: permalink,
});

const BEYOND_UNICODE = 0x110000;

/** WordPress tells names as HTML. A number that is no character stays as it is written. */
const plain = (html: string): string =>
  html
    .replace(/&#0*(\d+);/g, (written, code) => (code < BEYOND_UNICODE ? String.fromCodePoint(code) : written))
    .replace(/&amp;/g, "&");
