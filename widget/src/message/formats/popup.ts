// In the middle of the page, which waits behind it: the browser's own modal dialog.
import { all, listen } from "../../boundary";
import { sheets } from "../sheets";
import { FORMATS } from ".";
import CSS from "./popup.css";

FORMATS.popup = {
  tag: "dialog",
  takesFocus: true,
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

sheets.push(CSS);
