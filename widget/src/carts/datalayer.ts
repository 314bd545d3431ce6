// GA4's dataLayer: what was pushed before us is replayed, what comes after is heard. The one native thing that we wrap.
import { guarded } from "../boundary";
import { COMMERCE, track } from "../track";

/** Whether there is one to hear. A shop without one gets none from us. */
export const datalayer = guarded((): boolean => {
  const layer = (window as { dataLayer?: unknown[] }).dataLayer;
  if (!layer) return false;
  const hear = guarded(understand);
  for (const entry of layer) hear(entry);
  const push = layer.push;
  layer.push = (...entries) => {
    const length = push.apply(layer, entries); // the tag manager first: it never waits for us
    for (const entry of entries) hear(entry);
    return length;
  };
  return true;
});

/** An entry is `{event, ecommerce}`, or gtag's own `arguments`: "event", name, parameters. `{ecommerce: null}` has no event. */
function understand(entry: unknown): void {
  const { 0: command, 1: called, 2: parameters, event, ecommerce } = entry as Record<string, unknown>;
  const isGtag = command === "event";
  const name = `${isGtag ? called : event}`;
  if (COMMERCE.test(name)) track(name, (isGtag ? parameters : ecommerce) ?? {}, "datalayer");
}
