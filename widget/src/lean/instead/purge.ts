import { mayRemember } from "../../consent";
import { write } from "../../storage";
import { tally } from "../tally";

/** What counts visits takes out what was refused; where it is not there, it does so when it comes. */
export function purge(): void {
  if (tally.purge) tally.purge();
  else if (!mayRemember()) write("outbox", 0);
}
