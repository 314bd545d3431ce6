// The life of a page: begun, left, come back to, and followed by another without a load.
import { after, listen } from "./boundary";
import { ifWarm, keepWords, recallWords } from "./consult";
import { newPage, scrollPct, untoldMs, watchPage } from "./context";
import { flush, openOutbox, reopenOutbox, send } from "./outbox";
import { arm, disarm, hear, stops } from "./triggers";
import { remember } from "./visitor";

export { hear };

export function startPage(): void {
  newPage();
  viewed();
  arm();
}

/** Who hears of each page, before its triggers are armed. */
export const onViewed: (() => void)[] = [];

export function viewed(): void {
  remember(({ session }) => {
    if (session) session.pages++;
  });
  for (const hear of onViewed) hear();
  send("page_view");
}

/** What was not told yet, so that the parts of one page add up: a phone may never say that a page is over. */
function left(): void {
  const visible_ms = untoldMs();
  if (visible_ms <= 0) return;
  send("page_leave", { visible_ms, scroll_pct: scrollPct() });
}

/** Perhaps for good: what is said now must still get away. */
function leave(): void {
  left();
  flush(true);
}

export function endPage(): void {
  disarm();
  ifWarm(({ leave }) => leave());
}

export function watchLife(): void {
  watchPage(leave);
  listen(window, "pagehide", () => {
    leave();
    keepWords();
  });
  listen(window, "pageshow", ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    recallWords();
    reopenOutbox();
    turnPage();
  });
  watchRoutes();
  openOutbox();
}

function turnPage(): void {
  endPage();
  // the title follows the address; and one that leads on at once was no page
  stops.push(after(0, startPage));
}

/** Routes of single-page shops, heard by the Navigation API: the page's own history functions stay as they are. */
function watchRoutes(): void {
  // an address like #/cart or #!cart is a route, #reviews a place on the page
  const here = () => location.href.replace(/#(?![!/]).*/, "");
  let last = here();
  const { navigation } = window as { navigation?: EventTarget };
  listen(navigation ?? window, navigation ? "currententrychange" : "popstate", () => {
    if (here() === last) return;
    last = here();
    left();
    turnPage();
  });
}
