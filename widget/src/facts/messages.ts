// What became of the site's messages in this browser.
import { group, sources } from "../facts";
import type { State } from "../frequency";
import "../told";

sources.push(({ remember }) => {
  const { seen, clicked = {}, nps } = remember();
  const where = (fits: (state: State, id: string) => unknown) =>
    Object.entries(seen).flatMap(([id, state]) => (fits(state, id) ? [id] : []));
  return {
    ...group("campaigns", {
      seen: where(({ shown }) => shown),
      clicked: Object.keys(clicked),
      answered: where(({ answered_at }) => answered_at),
      dismissed: where(
        ({ closed_at, later_at, answered_at }, id) => (closed_at || later_at) && !answered_at && !clicked[id],
      ),
    }),
    "visitor.nps": nps,
  };
});
