// A message in the page, as the preview draws it: at once and at the top, since nobody reads the page behind it.
import { listen } from "./boundary";
import { FORMATS } from "./message/formats";
import CSS from "./message/formats/inline.css";
import { sheets } from "./message/sheets";

FORMATS.inline = {
  tag: "section",
  open(box, wantsClose) {
    const host = (box.getRootNode() as ShadowRoot).host as HTMLElement;
    host.className = "placed";
    document.body.append(host);
    return listen(box, "keydown", ({ key }: KeyboardEvent) => key === "Escape" && wantsClose("esc"));
  },
};

sheets.push(CSS);
