// How long the page was looked at. The loader's own clock of it is not lent, which would cost every visitor.
import type { Desk } from "../desk";

/** Milliseconds in view; a page that was in view when this was fetched counts as seen from its beginning. */
export function looked({ listen, pageMs }: Desk): () => number {
  let seen = 0;
  let since = document.hidden ? null : 0;
  let last = pageMs();
  const ms = (): number => {
    const now = pageMs();
    // a new page: its clock began anew
    if (now < last) {
      seen = 0;
      since = document.hidden ? null : 0;
    }
    last = now;
    return seen + (since == null ? 0 : now - since);
  };
  listen(document, "visibilitychange", () => {
    seen = ms();
    since = document.hidden ? null : pageMs();
  });
  return ms;
}
