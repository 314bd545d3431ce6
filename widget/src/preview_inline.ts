// A message in the page, as the preview draws it: at once and at the top, since nobody reads the page behind it.
import { FORMATS } from "./message/formats";
import CSS from "./message/formats/inline.css";
import { guest } from "./message/guest";
import { sheets } from "./message/sheets";

FORMATS.inline = {
  tag: "section",
  open(box, wantsClose) {
    const host = (box.getRootNode() as ShadowRoot).host as HTMLElement;
    host.className = "placed";
    document.body.append(host);
    return guest(box, null, wantsClose);
  },
};

sheets.push(CSS);
