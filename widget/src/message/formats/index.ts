// What each format does with the box that it stands in. Each is a part of its own and puts itself here.
import type { Stop } from "../../boundary";
import type { How } from "../contract";

export interface Format {
  /** A dialog is the matter at hand as soon as it is there: it takes the focus. */
  tag: "dialog" | "section";
  /** `keepsFocus`: in the preview, whoever is typing in the editor goes on typing. */
  open(box: HTMLElement, wantsClose: (how: How) => void, keepsFocus?: boolean): Stop;
}

export const FORMATS: Record<string, Format> = {};
