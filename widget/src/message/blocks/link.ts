// Where a button or a word may lead.
import { extras } from "../../extras";

/** No `javascript:`, no `data:`, no address that borrows our page's scheme to leave it. */
export const safeLink = (url = ""): string | null =>
  /^(https?:\/\/|mailto:|tel:|[/?#.](?!\/))/i.test(url) && !/^\/?\\/.test(url) ? url : null;

extras.linked = safeLink;
