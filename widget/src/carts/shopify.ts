// Shopify: its Ajax cart, its standard events, and the forms and links of themes that change the cart by loading a page.
import type { Desk } from "../desk";
import { cookie, follow, type Heard, listed, type Report } from "./shop";

interface Shopify {
  routes?: { root?: string };
  currency?: { active?: string };
}

interface Line {
  variant_id: number;
  sku: string | null;
  title: string;
  quantity: number;
  price: number;
  final_price?: number;
  image: string | null;
  url: string;
  product_type: string;
}

const HOLD_MS = 5000;
const CHANGE = /\/cart\/(add|change|update|clear|\d+:)/;

export function connect(desk: Desk, report: Report): void {
  const { Shopify } = window as { Shopify?: Shopify };
  // the language of a market is in the path: /ko/
  const root = Shopify?.routes?.root ?? "/";
  follow(
    desk,
    {
      changes: /\/cart\/(add|change|update|clear)(\.js)?(\?|$)/,
      address: () => `${root}cart.js`,
      // the cookie names the cart and not what is in it, so each visit looks once; its end is enough to know it by
      mark(session) {
        const cart = cookie("cart").slice(-8);
        return cart && `${cart} ${Shopify?.currency?.active} ${session}`;
      },
      understand: ({ items, total_price, currency }) => ({
        items: listed(items.map(itemOf)),
        value: money(total_price),
        currency,
      }),
      watch(heard) {
        watchEvents(desk, heard);
        watchPages(desk, heard, `${root}cart`);
      },
    },
    report,
  );
}

/** They are said when a change begins, with a promise of its end. */
function watchEvents({ after, caught, listen }: Desk, { changed }: Heard): void {
  listen(document, "shopify:cart:lines-update shopify:cart:discount-update", ({ promise }) => {
    const tooLong = new Promise<void>((over) => after(HOLD_MS, over));
    Promise.race([promise, tooLong]).finally(changed).catch(caught);
  });
}

/** Forms and links that load a page: there it is read. Where a theme sends them aside instead, its request is heard. */
function watchPages({ listen }: Desk, { changed, changing }: Heard, cart: string): void {
  listen(document, "submit", ({ target, submitter }: SubmitEvent) => {
    const form = target as HTMLFormElement;
    const to = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    if (CHANGE.test(to) || (form.method === "post" && /\/cart\/?$/.test(to))) changing();
  });
  listen(document, "click", ({ target }: Event) => {
    if (CHANGE.test((target as Element).closest("a")?.getAttribute("href") ?? "")) changing();
  });
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  // a change by a form ends in a redirect to the cart
  if (arrival?.redirectCount && location.pathname === cart) changed();
}

/** In hundredths whatever the currency: 1,000 won are 100000. */
const money = (hundredths: number): number => hundredths / 100;

const itemOf = ({ variant_id, sku, title, quantity, price, final_price, image, url, product_type }: Line) => ({
  id: sku || `${variant_id}`,
  name: title,
  price: money(final_price ?? price),
  quantity,
  image,
  url,
  category: product_type,
});
