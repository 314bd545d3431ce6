// The pages of a visit, in order: kept where a live rule asks which they were.
import { after, listen } from "./boundary";
import { granted } from "./consent";
import { remember } from "./visitor";

const MOST = 30;
const { navigation } = window as { navigation?: EventTarget };

const note = (): void => {
  if (!granted("personalization")) return;
  remember(({ session }) => {
    const paths = session?.paths ?? [];
    // an address that only changed behind its path is the same page
    if (session && paths.at(-1) !== location.pathname) session.paths = [...paths, location.pathname].slice(-MOST);
  });
};

listen(document, "winback:ready", note);
listen(navigation ?? window, "currententrychange popstate", () => after(0, note));
listen(window, "pageshow", ({ persisted }: PageTransitionEvent) => persisted && note());
