// At the edge of the page, which goes on beside it: nothing takes the focus, Esc closes from inside.
import { listen } from "../../boundary";
import { sheets } from "../sheets";
import { FORMATS } from ".";
import CSS from "./bar.css";

FORMATS.bar = {
  tag: "section",
  open(box, wantsClose) {
    box.popover = "manual";
    box.showPopover();
    return listen(box, "keydown", ({ key }: KeyboardEvent) => key === "Escape" && wantsClose("esc"));
  },
};

sheets.push(CSS);
