// A message as visitors get it, from the step on that was chosen.
import type { Handle, Hooks, View } from "../../message/contract";
import { open as real } from "../../message/draw";
import { controls } from "../controls";
import { seat } from "../seat";

let handle: Handle | undefined;

/** Takes the message away as if the page had changed: no limit takes it for a visitor's no. */
export const clear = (): void => handle?.close("navigation");

type Heard = (step: string | null) => void;

/** Who wants to know which step stands; null: none does. */
export const steps: Heard[] = [];

export function open(view: View, hooks: Hooks): Handle {
  const tell = (step: string | null) => {
    for (const hear of steps) hear(step);
  };
  handle = real(
    { ...view, step: controls.step, keepsFocus: seat.isInUse() },
    {
      ...hooks,
      stepped(id) {
        hooks.stepped?.(id);
        tell(id);
      },
      closed(how) {
        tell(null);
        hooks.closed(how);
      },
    },
  );
  return handle;
}
