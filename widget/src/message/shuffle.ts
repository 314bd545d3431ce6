// Options in an order by chance, so that none wins by standing first. It stays as long as the message does.
import type { Block } from "../config";
import { extras } from "../extras";

const orders = new WeakMap<Block, Block["options"]>();

extras.shuffled = (block) => {
  let order = orders.get(block);
  if (!order) {
    order = [...(block.options ?? [])];
    // Fisher and Yates: each order is as likely as any other
    for (let last = order.length - 1; last > 0; last -= 1) {
      const one = Math.floor(Math.random() * (last + 1));
      [order[last], order[one]] = [order[one] as (typeof order)[0], order[last] as (typeof order)[0]];
    }
    orders.set(block, order);
  }
  return order;
};
