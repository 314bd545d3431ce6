// A picture from wherever the owner keeps it. Where it does not come (a page's policy may forbid it) its words stand there.
import type { Block } from "../../config";
import { el } from "../element";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import type { Drawn, Scene } from "./block";
import CSS from "./image.css";

/** Its room is there before it is. */
export function drawn({ alt, width, height, src }: Block, { say }: Scene, more?: object): Drawn {
  const words = say(alt);
  const onerror = () => element.replaceWith(el("p", {}, words));
  const element = el("img", { src, alt: words, width, height, onerror, ...more });
  return { element };
}

BLOCKS.image = drawn;

sheets.push(CSS);
