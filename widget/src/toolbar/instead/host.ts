// While a popup stands everything outside of it is inert, so the toolbar sits down inside.
import type { How, View } from "../../message/contract";
import { type Frame, frame as real } from "../../message/host";
import { seat } from "../seat";

export function frame(view: View, wantsClose: (how: How) => void): Frame {
  const made = real(view, wantsClose);
  return {
    ...made,
    open() {
      made.open();
      seat.take(made.box);
    },
    remove() {
      seat.giveUp();
      made.remove();
      seat.settle();
    },
  };
}
