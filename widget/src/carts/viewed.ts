// The products that a visitor looked at last: kept where a live message shows them.
import { extras } from "../extras";
import "./linked";
import type { Item } from "./cart";

const MOST = 6;
const { openCart } = extras;

/** Of what GA4 tells of an item only what a card shows; another source may give its picture and its page. */
function itemOf(item: Record<string, unknown>, currency: unknown): Item {
  const { item_id, item_name, id = item_id, name = item_name, price, image, url } = item;
  return { id: `${id ?? name}`, name: name as string, price: price as number, image, url, currency };
}

extras.openCart = (desk, changed) => {
  const cart = (openCart as NonNullable<typeof openCart>)(desk, changed);
  return {
    ...cart,
    commerce(source, name, ecommerce) {
      const { items = [], currency = desk.config.currency } = ecommerce;
      if (name === "view_item" && desk.granted("personalization"))
        desk.remember((memory) => {
          const news = items.map((item) => itemOf(item, currency));
          const others = (memory.viewed ?? []).filter(({ id }) => !news.some((one) => one.id === id));
          memory.viewed = [...news, ...others].slice(0, MOST);
        });
      cart.commerce(source, name, ecommerce);
    },
  };
};
