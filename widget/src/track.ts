// What happens on the page, told by the shop: events, goals, and the marks on its links.
import { say } from "./boundary";
import { granted } from "./consent";
import { tell } from "./consult";
import { send } from "./outbox";
import { remember } from "./visitor";

export const COMMERCE = /^(view_item|add_to_cart|remove_from_cart|view_cart|begin_checkout|purchase|refund)$/;

const KEPT = /^(currency|value|items|transaction_id|coupon|tax|shipping)$/;

export function track(name: string, properties: object = {}, source = "js_api"): void {
  const isCommerce = COMMERCE.test(name);
  const kept = Object.entries(properties).filter(([key]) => !isCommerce || KEPT.test(key));
  send(name, Object.fromEntries(kept));
  if (granted("personalization"))
    remember(({ session, done }) => {
      if (session) session.events[name] = (session.events[name] ?? 0) + 1;
      done[name] = Date.now();
    });
  say("track", { name, properties });
  tell("tracked", name, isCommerce && properties, source);
}
