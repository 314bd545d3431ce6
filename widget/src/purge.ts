// What was refused is never sent.
import { maySend } from "./consent";
import { gone, keep, parcels, stored } from "./outbox";

/** Once a purpose is refused, its events are taken out of what waits. */
export function purge(): void {
  parcels.unshift(...stored());
  for (const parcel of parcels) {
    parcel.events = parcel.events.filter(({ name }) => maySend(name));
    if (!parcel.events.length) gone.add(parcel.id);
  }
  parcels.splice(0, parcels.length, ...parcels.filter(({ id }) => !gone.has(id)));
  keep();
}
