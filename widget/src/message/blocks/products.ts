// What the visitor has in the cart, or looked at last: as the shop has told it, and nothing that it has not.
import type { Item } from "../../carts/cart";
import type { Block } from "../../config";
import { atDesk } from "../desk";
import { el } from "../element";
import { locale } from "../locale";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import type { Scene } from "./block";
import "./image";
import CSS from "./products.css";

/** For the editor's preview, where nobody has a cart. */
const SAMPLES: Item[] = [
  { id: "1", name: "Moon jar", price: 48, quantity: 1 },
  { id: "2", name: "Tea bowl", price: 24, quantity: 2 },
];

BLOCKS.products = (block, scene) => {
  const { say, unique } = scene;
  const { source, max = 3, text } = block;
  const { items, currency } = found(source);
  const shown = items.filter(({ name }) => name).slice(0, max);
  const id = unique(block.id);
  const list = el("ul", { "aria-labelledby": text && id }, ...shown.map((item) => card(item, currency, block, scene)));
  const element = el("div", { class: "products" }, text ? el("p", { id }, say(text)) : null, list);
  element.hidden = !shown.length;
  return { element };
};

function found(source?: string): { items: Item[]; currency: string } {
  const desk = atDesk();
  if (!desk) return { items: SAMPLES, currency: "EUR" };
  const { viewed, cart } = desk.remember();
  const usual = desk.config.currency;
  if (source === "viewed") return { items: viewed ?? [], currency: usual };
  return { items: cart?.items ?? [], currency: cart?.currency ?? usual };
}

function card(item: Item, usual: string, block: Block, { act, view }: Scene): HTMLElement {
  const { name, price, quantity = 1, image, url, currency = usual } = item;
  const pieces = quantity > 1 ? ` × ${quantity}` : "";
  const words = el("span", {}, el("b", {}, `${name}`), money(price, `${currency}`, locale(view.languages)) + pieces);
  const parts = [picture(image), words];
  const onclick = (event: UIEvent) => act({ ...block, action: "link" }, event);
  const href = isAddress(url) && url;
  return el("li", {}, href ? el("a", { href, onclick }, ...parts) : el("div", {}, ...parts));
}

/** Its room is there before it is; one that does not come leaves a quiet square. */
const picture = (src: unknown): HTMLElement => {
  const isSafe = /^https:\/\//i.test(`${src}`);
  const onerror = () => image.replaceWith(el("i"));
  const props = { src, alt: "", width: 56, height: 56, decoding: "async", onerror };
  const image = isSafe ? el("img", props) : el("i");
  return image;
};

const isAddress = (url: unknown): url is string => /^(https?:\/\/|\/(?![/\\]))/i.test(`${url}`);

/** As its currency is written: a won has no decimals. Nothing where the shop's word is no price. */
function money(price: unknown, currency: string, language?: string): string {
  const amount = Number(price);
  if (price == null || price === "" || !(amount >= 0)) return "";
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
  } catch {
    return "";
  }
}

sheets.push(CSS);
