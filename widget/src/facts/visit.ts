// This visit, and the visits before it.
import { group, sources } from "../facts";

sources.push(({ pageMs, remember }) => {
  const { session, visits = 1, first = Date.now(), before } = remember();
  return {
    ...group("session", {
      pages: session?.pages ?? 1,
      paths: session?.paths ?? [location.pathname],
      seconds: (Date.now() - (session?.start ?? Date.now() - pageMs())) / 1000,
    }),
    ...group("visitor", {
      returning: visits > 1,
      sessions: visits,
      days: (Date.now() - first) / 864e5,
      days_away: before ? ((session?.start ?? 0) - before) / 864e5 : null,
    }),
  };
});
