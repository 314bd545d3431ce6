// The boundary as the engine has it: the loader's own, lent, so that no visitor downloads it twice.
import type * as boundary from "./boundary";

type Lent = Pick<typeof boundary, "say" | "guarded" | "listen" | "after" | "all" | "caught">;

export let { say, guarded, listen, after, all, caught } = {} as Lent;

export function borrow(lent: Lent): void {
  ({ say, guarded, listen, after, all, caught } = lent);
}
