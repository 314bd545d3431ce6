// The orders made in this browser, by their number: kept where a live rule asks how many there were.
import { listen } from "./boundary";
import { granted } from "./consent";
import { remember } from "./visitor";

type Told = { name: string; properties: { transaction_id?: unknown } };

listen(document, "winback:track", ({ detail: { name, properties } }: CustomEvent<Told>) => {
  if (name !== "purchase" || !granted("personalization")) return;
  // the same order told twice, as by a page that is opened again, is one
  remember((memory) => {
    memory.orders = { ...memory.orders, [`${properties.transaction_id ?? Date.now()}`]: Date.now() };
  });
});
