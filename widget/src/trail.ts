// The pages of a visit, in order: kept where a live rule asks which they were.
import { granted } from "./consent";
import { onViewed } from "./page";
import { remember } from "./visitor";

const MOST = 30;

onViewed.push(() => {
  if (!granted("personalization")) return;
  remember(({ session }) => {
    const paths = session?.paths ?? [];
    // an address that only changed behind its path is the same page
    if (session && paths.at(-1) !== location.pathname) session.paths = [...paths, location.pathname].slice(-MOST);
  });
});
