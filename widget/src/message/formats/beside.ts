// On the page, which goes on beside it: nothing takes the focus, Esc closes from inside.
import { guest } from "../guest";
import type { Format } from ".";

export const beside: Format = {
  tag: "section",
  open(box, wantsClose) {
    box.popover = "manual";
    box.showPopover();
    return guest(box, box.querySelector("h2,legend,p"), wantsClose);
  },
};
