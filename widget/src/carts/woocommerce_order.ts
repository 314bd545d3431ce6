// The page after an order: number and total stand there, in a classic shop and in blocks. Told once, and not beside GA4.
import type { Desk } from "../desk";

const ORDER = ".woocommerce-order-overview__";
const TOTAL = `${ORDER}total .amount,.wc-block-order-confirmation-summary-list .amount`;

export function tellOrder(desk: Desk, track: typeof import("../track").track): void {
  const { config, listen, pageMs, remember } = desk;
  if (document.readyState === "loading") {
    listen(document, "DOMContentLoaded", () => tellOrder(desk, track));
    return;
  }
  const total = document.querySelector(TOTAL)?.textContent;
  const number = document.querySelector(`${ORDER}order strong`)?.textContent?.trim() || numberInAddress();
  const { cart, done, shop } = remember();
  const wasTold = shop?.order === number || (done.purchase ?? 0) >= Date.now() - pageMs();
  if (!total || !number || wasTold) return;
  const currency = cart?.currency ?? config.currency;
  track("purchase", { transaction_id: number, value: amount(total, currency), currency }, "woocommerce");
  remember((memory) => {
    memory.shop = { ...memory.shop, order: number };
  });
}

/** In blocks the number's place bears no name, but the address ends in it. */
const numberInAddress = (): string | undefined => /(\d+)\/?[?&]key=wc_order/.exec(location.href)?.[1];

/** The number in "1.234,50 €", in "$1,234.50" and in "32,000원": with as many decimals as the currency has, or none. */
function amount(text: string, currency: string): number {
  const written = /\d(.*\d)?/.exec(text)?.[0] ?? "";
  const digits = Number(written.replace(/\D/g, ""));
  const money = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const decimals = money.maximumFractionDigits ?? 2;
  return decimals && RegExp(`[.,]\\d{${decimals}}$`).test(written) ? digits / 10 ** decimals : digits;
}
