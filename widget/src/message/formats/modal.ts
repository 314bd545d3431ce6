// The page waits behind it: the browser's own modal dialog.
import { all, listen } from "../../boundary";
import type { Format } from ".";

export const modal: Format = {
  tag: "dialog",
  open(box, wantsClose, keepsFocus = false) {
    // a dialog takes the focus as it opens, unless nothing in it can have it
    box.inert = keepsFocus;
    (box as HTMLDialogElement).showModal();
    box.inert = false;
    let pressed: EventTarget | null = null;
    // the dialog's own cancel is Esc, or Android's back
    box.oncancel = (event) => {
      event.preventDefault();
      wantsClose("esc");
    };
    return all(
      listen(box, "pointerdown", ({ target }: Event) => {
        pressed = target;
      }),
      // a press that begins and ends on the scrim
      listen(box, "click", ({ target, detail }: UIEvent) => {
        if (target === box && pressed === box && detail) wantsClose("backdrop");
      }),
    );
  },
};
