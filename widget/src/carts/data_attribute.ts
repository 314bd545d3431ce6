// <… data-winback-cart='{"value":40,"currency":"EUR","items":[…]}'>, on any element, watched
import { guarded } from "../boundary";
import type { Reported } from "./cart";

const NAME = "data-winback-cart";

export function dataAttribute(report: (source: string, cart: Reported) => void): void {
  const look = guarded(() => {
    const text = document.querySelector(`[${NAME}]`)?.getAttribute(NAME);
    if (text) report("data_attribute", JSON.parse(text));
  });
  look();
  const filter = { subtree: true, childList: true, attributeFilter: [NAME] };
  new MutationObserver(look).observe(document.documentElement, filter);
}
