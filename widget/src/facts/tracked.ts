// What the shop has told of the visitor: events of this visit, orders, traits.
import { group, sources } from "../facts";

sources.push(({ remember }) => {
  const { session, orders = {}, traits } = remember();
  return {
    ...group("event", session?.events),
    ...group("trait", traits),
    "visitor.orders": Object.keys(orders).length,
  };
});
