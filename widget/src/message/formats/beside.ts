// On the page, which goes on beside it: nothing takes the focus, Esc closes from inside.
import { listen } from "../../boundary";
import type { Format } from ".";

export const beside: Format = {
  tag: "section",
  open(box, wantsClose) {
    box.popover = "manual";
    box.showPopover();
    return listen(box, "keydown", ({ key }: KeyboardEvent) => key === "Escape" && wantsClose("esc"));
  },
};
